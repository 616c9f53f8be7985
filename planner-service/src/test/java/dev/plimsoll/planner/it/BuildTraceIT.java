package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.draft;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.execute;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The trace of the request that approves a plan is sent with the commands of its builds, however
/// late and often those are sent.
@QuarkusTest
class BuildTraceIT {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String FORM = "00-[0-9a-f]{32}-[0-9a-f]{16}-01";

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
  void everyAttemptBearsTheTraceOfTheApproval() throws SQLException {
    // given
    BuildView build = applied("traced", TRACE);
    surroundings.fail(surroundings.awaitCommand(build.id(), 1), 1, ErrorCode.CONNECTION_LOST, true);

    // when it is sent again, by another thread and some time later
    surroundings.succeed(surroundings.awaitCommand(build.id(), 2), 1);
    awaitState(build.id(), BuildView.State.SUCCEEDED);

    // then
    assertThat(surroundings.traces(build.id())).containsExactly(TRACE, TRACE);
  }

  @Test
  void anApprovalWithoutATraceOrWithRubbishBeginsOne() throws SQLException {
    BuildView untraced = applied("untraced", null);
    surroundings.succeedWhenSent(untraced.id());
    BuildView odd = applied("oddly", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01");
    surroundings.succeedWhenSent(odd.id());

    String first = surroundings.traces(untraced.id()).getFirst();
    String second = surroundings.traces(odd.id()).getFirst();
    assertThat(List.of(first, second)).allMatch(trace -> trace.matches(FORM));
    assertThat(second.substring(0, 35)).isNotEqualTo(first.substring(0, 35));
  }

  private static BuildView applied(String name, @Nullable String traceparent) throws SQLException {
    TestDatabase database = databaseWithTables("trace_" + name, 1, 500);
    execute(database, "ANALYZE");
    register(
        registration(
            name, database, capacity(), List.of(rule("public.t*", Kind.PRIMARY_KEY, "id"))));
    PlanView draft = draft(name);
    RequestSpecification request = api();
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    request.post("/api/v1/plans/" + draft.hash() + "/apply").then().statusCode(200);
    return builds(draft).getFirst();
  }
}
