package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static dev.plimsoll.planner.it.PlannerFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent.Registered;
import dev.plimsoll.contracts.database.DatabaseEvent.Removed;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Builders are told what is registered, and commands only name it.
@QuarkusTest
class RegistrationEventsIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  /// Each address of a test's database is another, for it has a file of its own for the password.
  private static DatabaseRegistration registered(
      String name, DatabaseAddress address, List<KeyRule> rules) {
    return DatabaseRegistration.postgres(name, address, BuildSettings.of(capacity(), rules, true));
  }

  private static List<KeyRule> keys() {
    return List.of(rule("public.*", Kind.PRIMARY_KEY, "id"));
  }

  @Test
  void tellEachChangeOfAnAddressOnce() throws SQLException {
    // Given a database, registered twice alike and once with other limits
    DatabaseAddress here = databaseWithTables("told_here", 1, 10).address();
    DatabaseRegistration asked = registered("told", here, List.of());
    register(asked);
    register(asked);
    register(registered("told", here, keys()));

    // When it is logged in to in another way, removed, and registered again
    DatabaseAddress plain =
        new DatabaseAddress(
            here.host(),
            here.port(),
            here.database(),
            here.user(),
            SslMode.PREFER,
            here.credential());
    register(asked.with(plain));
    api().delete("/api/v1/databases/told").then().statusCode(204);
    register(asked);

    // Then each of these is told, with what older commands may still mean
    await()
        .untilAsserted(
            () ->
                assertThat(told("told"))
                    .containsExactly(
                        new Registered("told", 1, 1, here, null, null),
                        new Registered("told", 2, 1, plain, null, null),
                        new Removed("told", 3),
                        new Registered("told", 4, 4, here, null, null)));
  }

  @Test
  void nothingMovesToAnotherDatabaseWhileBuildsRunThere() throws SQLException {
    // Given a build under way
    DatabaseAddress here = databaseWithTables("told_from", 1, 10).address();
    DatabaseAddress there = databaseWithTables("told_to", 1, 10).address();
    register(registered("moves", here, keys()));
    UUID id = builds(plan("moves")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    assertThat(command.database()).isEqualTo(new RegisteredDatabase("moves", 1));

    // Then it does not move
    api()
        .body(Json.write(registered("moves", there, keys())))
        .put("/api/v1/databases/moves")
        .then()
        .statusCode(409)
        .body("code", equalTo("database-in-use"))
        .body("detail", containsString("1 of its builds run"));

    // And when the build has ended, it does
    surroundings.succeed(command, 1);
    awaitState(id, BuildView.State.SUCCEEDED);
    register(registered("moves", there, keys()));
    await()
        .untilAsserted(
            () ->
                assertThat(told("moves"))
                    .containsExactly(
                        new Registered("moves", 1, 1, here, null, null),
                        new Registered("moves", 2, 2, there, null, null)));
  }

  @Test
  void areRepeatedForABuilderThatDoesNotKnow() throws SQLException {
    // Given a build that was sent to a builder who has never heard of its database
    DatabaseAddress here = databaseWithTables("told_again", 1, 10).address();
    register(registered("forgotten", here, keys()));
    UUID id = builds(plan("forgotten")).getFirst().id();

    // When he says so
    surroundings.fail(surroundings.awaitCommand(id, 1), 1, ErrorCode.REGISTRATION_CHANGED, true);

    // Then he is told, as something newer than whatever he knows, and the build is sent again
    await().untilAsserted(() -> assertThat(told("forgotten")).hasSize(2));
    Registered renewed = (Registered) told("forgotten").getLast();
    assertThat(renewed.revision()).isGreaterThan(1);
    assertThat(renewed)
        .isEqualTo(new Registered("forgotten", renewed.revision(), 1, here, null, null));
    surroundings.succeed(surroundings.awaitCommand(id, 2), 2);
    awaitState(id, BuildView.State.SUCCEEDED);
  }
}
