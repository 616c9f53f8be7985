package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.MachineRequirement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// `docker-compose.yml` with a standby and three brokers: services are scaled in the middle of
// work,
/// each container is killed in turn, and the standby takes over. Afterwards source, log and target
/// are equal, and each index is there once.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ComposeCT {
  private static final Duration BEGINS_WITHIN = Duration.ofMinutes(3);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final List<String> CONTAINERS =
      List.of(
          "planner-service",
          "builder-service",
          "sync-service",
          "materializer-service",
          "query-service",
          "kafka-1",
          "kafka-2",
          "kafka-3",
          "s3",
          "postgres",
          "postgres-standby");

  private static ComposeSystem plimsoll;

  @BeforeAll
  static void startEverything() throws Exception {
    MachineRequirement.of(
        "compose",
        System.getProperty("plimsoll.compose") != null,
        "'./plimsoll test --containers compose' runs it, where Docker is");
    plimsoll = ComposeSystem.start();
  }

  @AfterAll
  static void stopEverything() {
    if (plimsoll != null) {
      plimsoll.close();
    }
  }

  @Test
  @Order(1)
  void workThatIsUnderWayGoesOnOnMoreReplicasAndOnLess() throws Exception {
    // Given a plan and an extract under way
    ComposeWork work = ComposeWork.begin(plimsoll, "scaled");
    try (HeldBuilds _ = new HeldBuilds(plimsoll.open(work.built()))) {
      await("a build runs")
          .atMost(BEGINS_WITHIN)
          .pollInterval(SECOND)
          .until(() -> work.builds().stream().anyMatch(build -> isRunning(build)));
      awaitRows(work);

      // When there are more replicas
      plimsoll.scale("builder-service=3", "sync-service=2", "materializer-service=2");
      assertThat(plimsoll.replicas("builder-service")).isEqualTo(3);
      assertThat(plimsoll.replicas("sync-service")).isEqualTo(2);
    }

    // Then both end whole and once
    work.requireWhole();

    // And so does what is under way when there are less again
    ComposeWork next = ComposeWork.begin(plimsoll, "scaled_in");
    awaitRows(next);
    plimsoll.scale();
    assertThat(plimsoll.replicas("builder-service")).isEqualTo(1);
    next.requireWhole();
  }

  @Test
  @Order(2)
  void nothingIsLostWithAContainer() throws Exception {
    long seed = Campaign.seed();
    List<String> order = new ArrayList<>(CONTAINERS);
    Collections.shuffle(order, new Random(seed));
    Set<String> killed = new HashSet<>();
    for (int round = 1; killed.size() < order.size(); round++) {
      // Given work under way
      ComposeWork work = ComposeWork.begin(plimsoll, "killed_" + round);
      awaitRows(work);

      // When containers are killed while it is
      for (String container : order) {
        if (!killed.contains(container) && work.isUnderWay()) {
          System.out.println("kill of " + container);
          plimsoll.killAndRestart(container);
          killed.add(container);
        }
      }

      // Then it ends whole and once
      work.requireWhole();
    }
  }

  @Test
  @Order(3)
  void nothingIsLostWithThePrimary() throws Exception {
    // Given work under way
    ComposeWork work = ComposeWork.begin(plimsoll, "failed_over");
    awaitRows(work);

    // When the standby takes over
    plimsoll.failOver();

    // Then it ends whole and once, and so does what begins thereafter
    work.requireWhole();
    ComposeWork.begin(plimsoll, "afterwards").requireWhole();
  }

  private static void awaitRows(ComposeWork work) {
    await("rows have been read")
        .atMost(BEGINS_WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                work.extract().tables().stream()
                        .mapToLong(table -> table.counters().rowsExtracted())
                        .sum()
                    > 0);
    assertThat(work.extract().state()).isEqualTo(ExtractView.State.RUNNING);
  }

  private static boolean isRunning(BuildView build) {
    return build.state() == BuildView.State.RUNNING;
  }
}
