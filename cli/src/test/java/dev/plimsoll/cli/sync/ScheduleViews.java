package dev.plimsoll.cli.sync;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.Due;
import dev.plimsoll.contracts.sync.ScheduleView.RunCounters;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.contracts.sync.ScheduleView.Start;
import dev.plimsoll.testkit.ExtractRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a sync service would answer about `shop.orders` every 15 minutes, the same every time.
public final class ScheduleViews {
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private ScheduleViews() {}

  public static ExtractRequest request() {
    return ExtractRequests.incremental(
        "shop", List.of("shop.orders"), "dwh", IncrementRequest.by("changed_at"));
  }

  public static ScheduleView unstarted() {
    return view(false, null);
  }

  /// Its second run has failed.
  public static ScheduleView failing() {
    return view(false, failed());
  }

  public static ScheduleView paused() {
    return view(true, failed());
  }

  /// Its first run waits for a source that does not answer.
  public static ScheduleView waiting() {
    return view(false, waitingRun());
  }

  /// The latest first.
  public static List<RunView> runs() {
    return List.of(failed(), done());
  }

  public static ScheduleChange change(Act act, String by, @Nullable String reason) {
    return new ScheduleChange(
        1,
        Instant.parse("2026-01-02T03:04:05Z"),
        by,
        reason,
        "orders",
        OpenEnum.of(act),
        QUARTER,
        request(),
        true);
  }

  private static ScheduleView view(boolean paused, @Nullable RunView run) {
    return new ScheduleView(
        "orders",
        QUARTER,
        request(),
        true,
        paused,
        SyncViews.NOW,
        paused ? null : SyncViews.NOW.plus(QUARTER.multipliedBy(2)),
        run);
  }

  public static RunView done() {
    return new RunView(
        new UUID(1, 1),
        1,
        OpenEnum.of(RunState.DONE),
        new Due(SyncViews.NOW, false, 0, 3),
        new Start(1, SyncViews.NOW.plusSeconds(1), SyncViews.EXTRACT, null),
        SyncViews.NOW.plusSeconds(61),
        new RunCounters(1, 0, 1_000_123, 1_000_123, 1_000_023, 100, 17),
        true,
        null);
  }

  private static RunView failed() {
    return new RunView(
        new UUID(1, 2),
        2,
        OpenEnum.of(RunState.FAILED),
        new Due(SyncViews.NOW.plus(QUARTER), false, 0, 0),
        new Start(1, SyncViews.NOW.plusSeconds(901), SyncViews.EXTRACT, null),
        SyncViews.NOW.plusSeconds(903),
        new RunCounters(1, 1, 0, 0, 0, 0, 0),
        null,
        Failure.of(ErrorCode.SCHEMA_DRIFT, "shop.orders: without \"note\" text"));
  }

  public static RunView waitingRun() {
    return new RunView(
        new UUID(1, 3),
        1,
        OpenEnum.of(RunState.STARTING),
        new Due(SyncViews.NOW, true, 4, 0),
        new Start(7, null, null, SyncViews.NOW.plusSeconds(10)),
        null,
        null,
        null,
        Failure.of(ErrorCode.DATABASE_UNREACHABLE, "shop at db.example:5432 refuses"));
  }
}
