package dev.plimsoll.demo;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.demo.Stopwatch.Station;
import dev.plimsoll.demo.progress.Situation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Follower that polls the services until extract, builds and receipt have ended. A service that
/// does not answer is asked again: one of them is killed on purpose.
final class Follower {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Duration STALLED = Duration.ofMinutes(5);
  // Plans follow each loaded table; so long after the last change no more come.
  private static final Duration PLANS_COME_WITHIN = Duration.ofSeconds(20);

  /// End of a run.
  record End(ExtractView extract, List<BuildView> builds, @Nullable Receipt receipt) {}

  private final SyncApi sync;
  private final PlannerApi planner;
  private final String target;
  private final Map<QualifiedName, Long> sourceRows;
  private final int demands;
  private final Stopwatch watch;

  private ExtractView extract;
  private List<BuildView> builds = List.of();
  private @Nullable Receipt receipt;
  private boolean planTold;
  private boolean receiptAsked;
  private Object lastSeen = "";
  private Duration lastMoved = Duration.ZERO;
  private @Nullable Duration firstRow;

  /// @param target as registered with the planner
  /// @param demands number of expected builds
  Follower(
      SyncApi sync,
      PlannerApi planner,
      ExtractView extract,
      String target,
      Map<QualifiedName, Long> sourceRows,
      int demands,
      Stopwatch watch) {
    this.sync = sync;
    this.planner = planner;
    this.extract = extract;
    this.target = target;
    this.sourceRows = sourceRows;
    this.demands = demands;
    this.watch = watch;
  }

  /// Returns when everything has ended, well or not.
  ///
  /// @param firstPlan gets the target's first plan as soon as there is one
  /// @param each gets the situation after every look
  /// @throws PlimsollException CHECK_FAILED when nothing moved for five minutes
  End follow(Consumer<PlanView> firstPlan, Consumer<Situation> each) {
    lastMoved = watch.elapsed();
    while (true) {
      look(firstPlan);
      Situation now = situation();
      each.accept(now);
      if (ended(now)) {
        return new End(extract, builds, receipt);
      }
      stopWhenStalled();
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlimsollException(ErrorCode.INTERRUPTED, "interrupted", e);
      }
    }
  }

  private void look(Consumer<PlanView> firstPlan) {
    extract = orElse(() -> sync.extract(extract.id()), extract);
    builds = orElse(() -> planner.builds(target), builds);
    if (!planTold) {
      orElse(() -> planner.plans(target), List.<PlanView>of()).stream()
          .filter(plan -> !plan.builds().isEmpty())
          .findFirst()
          .ifPresent(
              plan -> {
                planTold = true;
                firstPlan.accept(plan);
              });
    }
    if (extract.state() == ExtractView.State.RUNNING) {
      return;
    }
    watch.reach(Station.LOADED);
    if (!receiptAsked) {
      receiptAsked =
          orElse(
              () -> {
                sync.startReceipt(extract.id());
                return true;
              },
              false);
    } else if (receipt == null || receipt.state() == Receipt.State.RUNNING) {
      receipt = orElse(() -> sync.receipt(extract.id()), receipt);
    }
  }

  private Situation situation() {
    Duration now = watch.elapsed();
    if (firstRow == null
        && extract.tables().stream().anyMatch(table -> table.counters().rowsRead() > 0)) {
      firstRow = now;
    }
    Duration copying = firstRow == null ? Duration.ZERO : now.minus(firstRow);
    return new Situation(now, copying, sourceRows, extract.tables(), builds);
  }

  private boolean ended(Situation now) {
    if (extract.state() == ExtractView.State.RUNNING || !buildsEnded(now)) {
      return false;
    }
    watch.reach(Station.BUILT);
    return receipt != null && receipt.state() != Receipt.State.RUNNING;
  }

  private boolean buildsEnded(Situation now) {
    long ended = now.builds(BuildView.State.SUCCEEDED) + now.builds(BuildView.State.FAILED);
    if (ended < builds.size()) {
      return false;
    }
    // A failed table gets no builds, nor does one whose plan was refused.
    return ended >= demands || watch.elapsed().minus(lastMoved).compareTo(PLANS_COME_WITHIN) > 0;
  }

  private void stopWhenStalled() {
    Object seen = List.of(extract.tables(), builds, receipt == null ? "" : receipt);
    if (!seen.equals(lastSeen)) {
      lastSeen = seen;
      lastMoved = watch.elapsed();
    } else if (watch.elapsed().minus(lastMoved).compareTo(STALLED) > 0) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED, "nothing moved for " + STALLED.toMinutes() + " minutes");
    }
  }

  private static <T extends @Nullable Object> T orElse(Supplier<T> question, T otherwise) {
    try {
      return question.get();
    } catch (PlimsollException e) {
      if (ApiClient.unavailable(e)) {
        return otherwise;
      }
      throw e;
    }
  }
}
