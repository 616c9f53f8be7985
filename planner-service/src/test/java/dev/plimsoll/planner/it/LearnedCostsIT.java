package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitPlan;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.PhaseTimes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a database costs, as its builds teach, and what comes before what.
@QuarkusTest
class LearnedCostsIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void learnsFromPilotsAndFromBuilds() throws SQLException {
    // given a table that is large enough to measure
    TestDatabase database = databaseWithTables("reg_pilot", 1, 60_000);
    execute(database, "ANALYZE");
    register(
        registration(
            "pilot", database, capacity(), List.of(rule("public.*", Kind.UNIQUE, "hashkey"))));
    assertThat(calibration("pilot").costs()).allMatch(cost -> cost.observations() == 0);

    // when a pilot is run
    api().post("/api/v1/databases/pilot/pilot").then().statusCode(200);

    // then one kind of key has been seen, and no prediction was tested
    assertThat(calibration("pilot").costs())
        .filteredOn(cost -> cost.observations() == 1)
        .hasSize(1);
    assertThat(calibration("pilot").errorPercent()).isEqualTo(-1);

    // when a build ends that says where its time went
    PlanView plan = plan("pilot");
    UUID id = builds(plan).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    api()
        .post("/api/v1/databases/pilot/pilot")
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
    surroundings.tell(
        new BuildEvent.Succeeded(
            id,
            command.attempt(),
            1,
            Instant.now(),
            4_000_000,
            new BuildEvent.Timing(
                Duration.ofMillis(400), Duration.ofMillis(500), new PhaseTimes(200, 60, 90, 10)),
            new BuildEvent.Usage(0, 123_456L),
            List.of()));
    awaitPlan(plan.id(), PlanView.State.DONE);

    // then that is remembered too, and the error of its prediction is known
    assertThat(calibration("pilot").costs())
        .filteredOn(cost -> cost.observations() == 2)
        .hasSize(1);
    assertThat(calibration("pilot").errorPercent()).isPositive();
    assertThat(build(id).outcome().temporaryBytes()).isEqualTo(123_456);
  }

  private static CalibrationView calibration(String name) {
    return Json.read(
        api()
            .get("/api/v1/databases/" + name + "/calibration")
            .then()
            .statusCode(200)
            .extract()
            .asString(),
        CalibrationView.class);
  }

  @Test
  void aPartitionedTableComesBeforeItsPartitions() throws SQLException {
    // given a partitioned table and what cannot be built
    TestDatabase database = databaseWithTables("reg_parts", 0, 0);
    execute(
        database,
        "CREATE TABLE m (id bigint, day date) PARTITION BY RANGE (day)",
        "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE m_2 PARTITION OF m FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
        "INSERT INTO m SELECT i, date '2026-01-01' + i % 50 FROM generate_series(1, 4000) i",
        "CREATE VIEW seen AS SELECT * FROM m",
        "ANALYZE");
    register(
        registration(
            "parts",
            database,
            capacity(),
            List.of(
                rule("public.m", Kind.UNIQUE, "id", "day"),
                rule("public.m", Kind.PRIMARY_KEY, "id"),
                rule("public.seen", Kind.INDEX, "id"))));

    // when it is planned
    PlanView draft = draft("parts");

    // then it comes first, its partitions need it, and what cannot be built is refused
    assertThat(draft.builds())
        .extracting(one -> one.table().name())
        .containsExactlyInAnyOrder("m", "m_1", "m_2");
    PlannedBuild parent =
        draft.builds().stream()
            .filter(one -> one.table().name().equals("m"))
            .findFirst()
            .orElseThrow();
    assertThat(parent.place().blockedBy()).isEmpty();
    assertThat(parent.sql()).anyMatch(sql -> sql.contains("ON ONLY"));
    assertThat(draft.builds())
        .filteredOn(one -> one != parent)
        .allSatisfy(
            one -> {
              assertThat(one.place().blockedBy()).containsExactly(parent.place().number());
              assertThat(one.sql()).anyMatch(sql -> sql.contains("ATTACH PARTITION"));
            });
    assertThat(draft.builds())
        .filteredOn(one -> one != parent)
        .allSatisfy(one -> assertThat(one.sql()).anyMatch(sql -> sql.contains("CONCURRENTLY")));
    assertThat(draft.findings().refused())
        .extracting(no -> no.table().name() + " " + no.code())
        .containsExactlyInAnyOrder(
            "m " + ErrorCode.UNSUPPORTED_INDEX, "seen " + ErrorCode.NOT_A_TABLE);

    // when a partition comes before it is applied, then nothing is applied
    execute(
        database,
        "CREATE TABLE m_3 PARTITION OF m FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");
    api()
        .body(Json.write(new ControlRequest("the test", null)))
        .post("/api/v1/plans/" + draft.hash() + "/apply")
        .then()
        .statusCode(409)
        .body("detail", containsString("public.m got the partition public.m_3"));
    execute(database, "DROP TABLE m_3");

    // when it is applied, then it is sent with those that will be attached, and they after it
    List<BuildView> builds = builds(PlannerClient.apply(draft));
    UUID whole =
        builds.stream()
            .filter(one -> one.planned().table().name().equals("m"))
            .map(BuildView::id)
            .findFirst()
            .orElseThrow();
    BuildCommand command = surroundings.awaitCommand(whole, 1);
    assertThat(command.awaited())
        .extracting(QualifiedName::name)
        .containsExactlyInAnyOrder("m_1", "m_2");
    List<UUID> parts = builds.stream().map(BuildView::id).filter(id -> !id.equals(whole)).toList();
    assertThat(build(parts.getFirst()).progress().waitingFor()).contains("which it needs");
    surroundings.succeed(command, 1);
    parts.forEach(surroundings::succeedWhenSent);
    awaitPlan(draft.id(), PlanView.State.DONE);
  }
}
