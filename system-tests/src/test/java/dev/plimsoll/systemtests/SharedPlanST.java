package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three builders and two planners share one plan: together they never pass a line.
@Order(2)
final class SharedPlanST {
  private static final long MIB = 1L << 20;
  private static final int WORKERS = 1;
  // Each build takes 8 MiB at least.
  private static final long MEMORY_BYTES = 72 * MIB;

  @TempDir private Path folder;

  @Test
  void theyNeverPassALineTogether() throws Exception {
    // Given three builders and two planners
    ManyTables tables = new ManyTables(10, 40_000);
    try (SystemUnderTest plimsoll = SystemUnderTest.startBuilding(folder)) {
      plimsoll.system().startAnother(ServiceName.BUILDER);
      plimsoll.system().startAnother(ServiceName.BUILDER);
      plimsoll.system().startAnother(ServiceName.PLANNER);
      DatabaseAddress target = plimsoll.createDatabase("shared");
      try (Connection connection = plimsoll.open(target)) {
        tables.create(connection);
      }
      // And a load line that lets in a few of the builds at a time
      plimsoll
          .planner()
          .register(
              DatabaseRegistration.postgres(
                  "shared",
                  target,
                  BuildSettings.of(
                      new Capacity(
                          2, MEMORY_BYTES, WORKERS, 1_024 * MIB, 1_024 * MIB, CapacityLimits.NONE),
                      ManyTables.RULES,
                      false)));
      PlanView plan = plimsoll.planner().draft("shared", new PlanRequest(null, null, List.of()));
      assertThat(plan.builds()).hasSize(tables.builds());

      try (Activity activity = new Activity(plimsoll.open(target))) {
        // When the plan is applied
        plimsoll.planner().apply(plan.hash(), new ControlRequest("test", null));
        await("every build is done")
            .atMost(Duration.ofMinutes(3))
            .until(
                () -> plimsoll.planner().buildsOf(plan.id()),
                builds -> {
                  assertThat(builds).noneMatch(build -> build.state() == BuildView.State.FAILED);
                  return builds.stream()
                      .allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
                });

        // Then the server saw no more at once than the line allows
        assertThat(activity.failure()).isNull();
        assertThat(activity.looks()).isGreaterThan(20);
        assertThat(activity.mostBuilds()).isBetween(1L, MEMORY_BYTES / (8 * MIB));
        assertThat(activity.mostWorkers()).isLessThanOrEqualTo(WORKERS);
        assertThat(activity.mostOnOneTable()).isEqualTo(1);
      }
      // And neither did the ledger at any moment
      try (Connection control = plimsoll.openControl()) {
        assertThat(LedgerHistory.violations(control, "shared")).isEmpty();
        assertThat(LedgerHistory.inUse(control, "shared")).isZero();
      }
      // And everything is there, once
      try (Connection connection = plimsoll.open(target)) {
        assertThat(tables.indexes(connection)).isEqualTo(tables.wanted());
      }
    }
  }
}
