package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.ControlClient.pause;
import static dev.plimsoll.planner.it.ControlClient.registered;
import static dev.plimsoll.planner.it.ControlClient.resume;
import static dev.plimsoll.planner.it.PlannerClient.awaitPlan;
import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static dev.plimsoll.planner.it.PlannerFixture.awaitLedgerAtZero;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What people do to builds, and what builds then wait for.
@QuarkusTest
class BuildControlIT {
  private static final long MIB = 1L << 20;
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
  void cancelsAtOnceWhatWaitsAndAsksForWhatRuns() throws SQLException {
    // given a build that runs and one that waits
    registered(
        "cancel", 2, new Capacity(1, 512 * MIB, 0, 4_096 * MIB, 8_192 * MIB, CapacityLimits.NONE));
    PlanView plan = plan("cancel");
    BuildView running =
        await()
            .until(
                () ->
                    builds(plan).stream()
                        .filter(build -> build.state() == BuildView.State.DISPATCHED)
                        .findFirst()
                        .orElse(null),
                found -> found != null);
    UUID waiting =
        builds(plan).stream()
            .map(BuildView::id)
            .filter(id -> !id.equals(running.id()))
            .findFirst()
            .orElseThrow();
    BuildCommand command = surroundings.awaitCommand(running.id(), 1);
    surroundings.start(command, 1);
    awaitState(running.id(), BuildView.State.RUNNING);
    assertThat(build(waiting).progress().waitingFor()).isEqualTo("a free core");

    // when both are cancelled
    api()
        .post("/api/v1/builds/" + waiting + "/cancel")
        .then()
        .statusCode(200)
        .body("state", equalTo("CANCELLED"));
    for (int i = 0; i < 2; i++) {
      api()
          .body("{\"by\":\"anna\"}")
          .post("/api/v1/builds/" + running.id() + "/cancel")
          .then()
          .statusCode(202)
          .body("state", equalTo("RUNNING"))
          .body("progress.phase", equalTo("cancelling"))
          .body("progress.waitingFor", containsString("anna"));
    }

    // then the builder is told once, and the state follows its answer
    BuildControl.Cancel told = surroundings.awaitCancel(running.id());
    assertThat(told.attempt()).isEqualTo(1);
    assertThat(told.by()).isEqualTo("anna");
    surroundings.tell(
        new BuildEvent.Cancelled(running.id(), 1, 9, Instant.now(), "anna", List.of()));
    awaitState(running.id(), BuildView.State.CANCELLED);
    awaitPlan(plan.id(), PlanView.State.CANCELLED);
    awaitLedgerAtZero("cancel");
    api().post("/api/v1/builds/" + running.id() + "/cancel").then().statusCode(200);

    // and either can be retried
    api().post("/api/v1/builds/" + running.id() + "/retry").then().statusCode(200);
    surroundings.succeed(surroundings.awaitCommand(running.id(), 2), 1);
    awaitState(running.id(), BuildView.State.SUCCEEDED);
  }

  @Test
  void isNotTriedAgainWhenItWasToBeCancelled() throws SQLException {
    registered("cancel_fails", 1, capacity());
    UUID id = builds(plan("cancel_fails")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    api().post("/api/v1/builds/" + id + "/cancel").then().statusCode(202);

    surroundings.fail(command, 1, ErrorCode.BUILD_LOST, true);

    awaitState(id, BuildView.State.CANCELLED);
    awaitLedgerAtZero("cancel_fails");
  }

  @Test
  void sendsNothingWhilePaused() throws SQLException {
    // given a paused database with a plan
    registered("paused", 1, capacity());
    pause("databases/paused");
    PlanView plan = plan("paused");
    UUID id = builds(plan).getFirst().id();
    assertThat(build(id).progress().waitingFor()).contains("paused by anna (a release)");
    api().get("/api/v1/databases/paused/load-line").then().body("paused", equalTo(true));

    // when the plan and the build are paused too, and the database resumed
    pause("plans/" + plan.id());
    api()
        .body("{\"by\":\"anna\",\"reason\":\"a release\"}")
        .post("/api/v1/builds/" + id + "/pause")
        .then()
        .statusCode(200)
        .body("scheduling.paused", equalTo(true));
    resume("databases/paused");

    // then it waits for the next of them
    assertThat(build(id).progress().waitingFor()).contains("it is paused by anna (a release)");
    api().post("/api/v1/builds/" + id + "/resume").then().statusCode(200);
    assertThat(build(id).progress().waitingFor())
        .isEqualTo("its plan is paused by anna (a release)");
    assertThat(build(id).state()).isEqualTo(BuildView.State.PLANNED);

    // when the last pause has ended, it goes; and what runs cannot pause
    resume("plans/" + plan.id());
    BuildCommand command = surroundings.awaitCommand(id, 1);
    api()
        .post("/api/v1/databases/paused/pause")
        .then()
        .body("running", equalTo(1))
        .body("detail", containsString("cannot pause"));
    resume("databases/paused");
    surroundings.succeed(command, 1);
    awaitPlan(plan.id(), PlanView.State.DONE);
    api()
        .post("/api/v1/plans/" + plan.id() + "/pause")
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
    api()
        .body("{\"priority\":3}")
        .patch("/api/v1/builds/" + id)
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
  }

  @Test
  void sendsHigherPrioritiesFirst() throws SQLException {
    // given builds that can only go one by one, none of them sent yet
    registered(
        "priority",
        4,
        new Capacity(1, 512 * MIB, 0, 4_096 * MIB, 8_192 * MIB, CapacityLimits.NONE));
    pause("databases/priority");
    List<BuildView> builds = builds(plan("priority"));
    UUID urgent = builds.getLast().id();

    // when the last gets the highest priority
    api().body("{\"priority\":7}").patch("/api/v1/builds/" + urgent).then().statusCode(200);
    resume("databases/priority");

    // then it goes first
    BuildCommand first = surroundings.awaitCommand(urgent, 1);
    assertThat(builds(planOfBuild(urgent)))
        .filteredOn(build -> build.progress().attempt() > 0)
        .extracting(BuildView::id)
        .containsExactly(urgent);
    surroundings.succeed(first, 1);
    builds.stream()
        .map(BuildView::id)
        .filter(id -> !id.equals(urgent))
        .forEach(id -> surroundings.succeedWhenSent(id));
  }

  private static PlanView planOfBuild(UUID id) {
    return PlannerClient.planOf(build(id).planId());
  }
}
