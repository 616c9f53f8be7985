package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.buildsOf;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.planner;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is planned because a load has ended.
@QuarkusTest
class LoadedTablesIT {
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
  void plansWhatALoadLacksWhenItEnds() throws SQLException {
    // given a database to be built after loads, with a rule for one table only
    TestDatabase database = databaseWithTables("plan_loaded", 2, 2_000);
    register(
        registration(
            "loaded",
            database,
            capacity(),
            List.of(rule("public.t1", Kind.PRIMARY_KEY, "hashkey"))));
    UUID extract = UUID.randomUUID();

    // when both loads end, one of them told twice
    for (String table : List.of("t0", "t1", "t1")) {
      QualifiedName target = new QualifiedName("public", table);
      surroundings.send(
          Topic.SYNC_EVENTS,
          extract.toString(),
          new SyncEvent.TableLoaded(
              extract,
              new QualifiedName("shop", table),
              "loaded",
              target,
              List.of("id"),
              new TableCounters(2_000, 2_000, 2_000, 9, 2, 3, 0, 0),
              Duration.ofSeconds(1)));
    }

    // then the rule's key is planned where there is one, else the source's
    List<BuildView> builds = await().until(() -> buildsOf("loaded"), found -> found.size() == 2);
    assertThat(builds)
        .extracting(build -> build.planned().table().name() + " " + build.planned().definition())
        .containsExactlyInAnyOrder("t0 primary key (id)", "t1 primary key (hashkey)");
    assertThat(builds)
        .allSatisfy(build -> assertThat(build.planned().sizing().rows()).isEqualTo(2_000));
    builds.forEach(build -> surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1));
    builds.forEach(build -> awaitState(build.id(), BuildView.State.SUCCEEDED));
    List<PlanView> plans =
        List.of(Json.read(api().get("/api/v1/plans?database=loaded").asString(), PlanView[].class));
    assertThat(plans)
        .hasSize(2)
        .allSatisfy(plan -> assertThat(plan.findings().warnings()).isEmpty());
    // and are shown as workflows that nobody has asked for
    await()
        .untilAsserted(
            () ->
                assertThat(
                        List.of(
                            Json.read(
                                api().get("/api/v1/workflows?automatic=true").asString(),
                                WorkflowView[].class)))
                    .filteredOn(workflow -> workflow.name().endsWith(" of loaded"))
                    .hasSize(2)
                    .extracting(WorkflowView::by)
                    .contains("the load of public.t0"));
  }

  @Test
  void waitsForADatabaseThatIsAway() throws SQLException {
    // given a registered database that then goes away
    TestDatabase database = databaseWithTables("plan_away", 1, 1_000);
    register(registration("away", database, capacity(), List.of()));
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE plan_away ALLOW_CONNECTIONS false");
    }
    UUID extract = UUID.randomUUID();
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableLoaded(
            extract,
            new QualifiedName("shop", "t0"),
            "away",
            new QualifiedName("public", "t0"),
            List.of("id"),
            new TableCounters(1_000, 1_000, 1_000, 9, 1, 1, 0, 0),
            Duration.ofSeconds(1)));

    // then the API says so, and the load's plan is not forgotten
    api().post("/api/v1/databases/away/plans").then().statusCode(503);
    await()
        .untilAsserted(
            () -> {
              try (Connection connection = planner();
                  Statement statement = connection.createStatement();
                  ResultSet row =
                      statement.executeQuery(
                          "SELECT attempts, error FROM planner.loads WHERE database = 'away'")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt("attempts")).isPositive();
                assertThat(row.getString("error")).isNotBlank();
              }
            });

    // when it is back
    try (Connection connection = planner();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE plan_away ALLOW_CONNECTIONS true");
    }

    // then it gets its plan
    BuildView build = await().until(() -> buildsOf("away"), found -> found.size() == 1).getFirst();
    surroundings.succeed(surroundings.awaitCommand(build.id(), 1), 1);
    awaitState(build.id(), BuildView.State.SUCCEEDED);
  }
}
