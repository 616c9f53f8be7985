package dev.plimsoll.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.sync.ScheduleViews;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ScheduleCommandsTest extends FakeApiTestCase {
  private static final String CREATE = "POST /schedules";
  private static final String ORDERS = "GET /schedules/orders";
  private static final String RUNS = ORDERS + "/runs";

  @BeforeEach
  void answer() {
    api.on(CREATE, ScheduleViews.unstarted());
  }

  @Test
  void everyOptionReachesTheService() {
    CommandRun run =
        run(
            "schedule",
            "create",
            "orders",
            "--source=shop",
            "--table=shop.orders",
            "--every=15m",
            "--into=dwh",
            "--increment=changed_at",
            "--first-at=2026-01-02T04:04:05+01:00",
            "--no-verify",
            "--by=ann",
            "--reason=asked for by sales");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(api.sent(CREATE, ScheduleRequest.class))
        .isEqualTo(
            new ScheduleRequest(
                "orders",
                Duration.ofMinutes(15),
                ScheduleViews.request(),
                Instant.parse("2026-01-02T03:04:05Z"),
                false,
                "ann",
                "asked for by sales"));
    assertThat(run.out())
        .isEqualTo(
            "orders: shop.orders of shop into dwh every 15m, each run with a receipt; next at"
                + " 2026-01-02T03:34:05Z\n");
    assertThat(run.err()).isEqualTo("next: ./plimsoll schedule show orders\n");
  }

  @Test
  void whatIsNotGivenToAnEditStays() {
    // given
    String edit = "PUT /schedules/orders";
    api.on(ORDERS, ScheduleViews.unstarted()).on(edit, ScheduleViews.unstarted());
    ScheduleView before = ScheduleViews.unstarted();

    // when
    CommandRun run =
        run("schedule", "edit", "orders", "--every=5m", "--workers=4", "--no-verify", "--by=ann");

    // then
    assertThat(run.exitCode()).as(run.err()).isZero();
    ScheduleRequest sent = api.sent(edit, ScheduleRequest.class);
    assertThat(sent.every()).isEqualTo(Duration.ofMinutes(5));
    assertThat(sent.verify()).isFalse();
    assertThat(sent.firstAt()).isNull();
    assertThat(sent.by()).isEqualTo("ann");
    ExtractRequest there = before.extract();
    assertThat(there.reading()).isNull();
    assertThat(sent.extract())
        .isEqualTo(
            new ExtractRequest(
                there.source(),
                there.tables(),
                there.target(),
                there.targetSchemas(),
                new ReadingRequest(null, null, 4),
                there.files(),
                there.columns(),
                there.increment(),
                there.iceberg()));
  }

  @Test
  void whatIsNotATimeOrALengthOfTimeIsRefusedHere() {
    CommandRun time =
        run(
            "schedule",
            "create",
            "x",
            "--source=s",
            "--table=a.b",
            "--every=1h",
            "--first-at=noon");
    CommandRun length =
        run("schedule", "create", "x", "--source=s", "--table=a.b", "--every=often");
    CommandRun missing = run("schedule", "create", "x", "--source=s", "--every=1h");

    assertThat(List.of(time.exitCode(), length.exitCode(), missing.exitCode())).containsOnly(2);
    assertThat(time.err()).contains("a time is like 2026-12-01T02:00:00Z");
    assertThat(missing.err()).contains("--table");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aFailedRunIsToldWithItsFixAndTheNextTry() {
    // given
    api.on(ORDERS, ScheduleViews.failing()).on(RUNS, ScheduleViews.runs());

    // when
    CommandRun run = run("schedule", "show", "orders");

    // then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("done, proven")
        .contains("1,000,023")
        .contains("run 2 FAILED: schema-drift: shop.orders: without \"note\" text")
        .contains("fix:       Make the target alike")
        .contains("next try:  2026-01-02T03:34:05Z");
    assertThat(run.err()).contains("next: ./plimsoll extract show 5eed0001");
  }

  @Test
  void aRunThatCannotStartYetIsToldWithItsOwnNextTry() {
    // given
    api.on(ORDERS, ScheduleViews.waiting()).on(RUNS, List.of(ScheduleViews.waitingRun()));

    // when
    CommandRun run = run("schedule", "show", "orders");

    // then
    assertThat(run.out())
        .contains("run 1 could not start yet: database-unreachable: shop at db.example:5432")
        .contains("next try:  2026-01-02T03:04:15Z")
        .contains("(asked for)");
  }

  @Test
  void skippedDueTimesAreTold() {
    // given
    api.on(ORDERS, ScheduleViews.unstarted()).on(RUNS, List.of(ScheduleViews.done()));

    // when
    CommandRun run = run("schedule", "show", "orders");

    // then
    assertThat(run.out())
        .contains("run 1 was under way when it was due again: 3 due times skipped");
  }

  @Test
  void aPausedOneHasNoNextTry() {
    // given
    api.on(ORDERS, ScheduleViews.paused()).on(RUNS, ScheduleViews.runs());

    // when
    CommandRun run = run("schedule", "show", "orders");

    // then
    assertThat(run.out()).contains("; paused").contains("next try:  none, it is paused");
  }

  @Test
  void theDocumentHasTheScheduleAndItsRuns() {
    // given
    api.on(ORDERS, ScheduleViews.failing()).on(RUNS, ScheduleViews.runs());

    // when
    CommandRun run = run("schedule", "show", "orders", "--json");

    // then
    assertThat(Json.read(run.out(), ScheduleView.class)).isEqualTo(ScheduleViews.failing());
    assertThat(run.out()).contains("\"runs\"");
  }

  @Test
  void whoAsksAndWhyReachesTheService() {
    // given
    String pause = "POST /schedules/orders/pause";
    String remove = "DELETE /schedules/orders?by=ann&reason=not%20used";
    api.on(pause, ScheduleViews.paused()).on(remove, Map.of());

    // when
    CommandRun paused = run("schedule", "pause", "orders", "--reason", "maintenance");
    CommandRun removed =
        run("schedule", "remove", "orders", "--yes", "--by", "ann", "--reason", "not used");

    // then
    assertThat(paused.exitCode()).as(paused.err()).isZero();
    assertThat(api.sent(pause, ControlRequest.class))
        .isEqualTo(new ControlRequest(PlannerApiCommand.me(), "maintenance"));
    assertThat(removed.exitCode()).as(removed.err()).isZero();
  }

  @Test
  void whoHasChangedWhatIsListed() {
    // given
    api.on(
            "GET /schedules/orders/changes",
            List.of(
                ScheduleViews.change(Act.REMOVED, "ann", "not used"),
                ScheduleViews.change(Act.CREATED, "a user of the API", null)))
        .on("GET /schedules/changes?limit=5", List.of());

    // when
    CommandRun of = run("schedule", "history", "orders");
    CommandRun none = run("schedule", "history", "--limit", "5");

    // then
    assertThat(of.out())
        .isEqualTo(
            """
            2026-01-02T03:04:05Z orders removed by ann (not used): shop.orders of shop into dwh every 15m
            2026-01-02T03:04:05Z orders created by a user of the API: shop.orders of shop into dwh every 15m
            """);
    assertThat(none.err()).contains("Nobody has changed");
  }
}
