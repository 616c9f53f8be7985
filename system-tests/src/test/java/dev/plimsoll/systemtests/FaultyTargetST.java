package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.plan.ApplyRequest;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.FaultProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way between builder and target is cut, the builder is frozen, sessions are terminated after
/// their sort: what runs in the target never exceeds the load line, every build is there once, and
/// nothing stays taken. `-Dplimsoll.campaign.seed=N` repeats a run.
@Order(1)
final class FaultyTargetST {
  private static final long MIB = 1L << 20;
  private static final int CORES = 3;
  private static final int WORKERS = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(6);

  private enum Fault {
    CUT,
    FROZEN,
    TERMINATED
  }

  @TempDir private Path folder;

  @Test
  void whatRunsNeverExceedsTheLine() throws Exception {
    int rounds = Campaign.rounds(3, 20);
    Random random = new Random(Campaign.seed());
    ManyTables tables = new ManyTables(5, 400_000);
    // Given a target that is reached by a way that can be cut
    try (OwnStack backends = OwnStack.start(Files.createDirectory(folder.resolve("backends")));
        OwnServer theirs = OwnServer.start(folder.resolve("theirs"), backends.secrets());
        SystemUnderTest plimsoll =
            SystemUnderTest.startOn(
                backends,
                SystemUnderTest.settings(folder, backends.environment()),
                EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER),
                Files.createDirectory(folder.resolve("control")))) {
      Databases databases = theirs.databases(folder);
      DatabaseAddress target = databases.create("target");
      try (Connection connection = databases.open(target);
          Statement statement = connection.createStatement()) {
        tables.create(connection);
        statement.execute("ALTER SYSTEM SET min_parallel_table_scan_size = 0");
        statement.execute("SELECT pg_reload_conf()");
      }
      PlannerApi planner = plimsoll.planner();
      try (FaultProxy way = FaultProxy.to(target);
          RunningBuilds running =
              RunningBuilds.watch(databases.open(target), plimsoll.openControl())) {
        planner.register(
            new DatabaseRegistration(
                "target",
                way.address(),
                new Capacity(CORES, 256 * MIB, WORKERS, 1_024 * MIB, 4_096 * MIB),
                ManyTables.RULES,
                false,
                null));
        for (int faults = 0; faults < rounds; ) {
          // When that happens while a plan is carried out
          PlanView plan = planner.draft("target", new PlanRequest(null, null, List.of()));
          assertThat(plan.builds()).hasSize(tables.builds());
          planner.apply(new ApplyRequest(plan.hash(), "test"));
          while (faults < rounds && goesOnFor(pause(random), planner, plan.id())) {
            Fault fault = Fault.values()[faults++ % Fault.values().length];
            System.out.println("fault " + faults + ": " + fault);
            strike(fault, random, way, plimsoll, databases, target);
          }
          // Then every build ends, once and valid, and nothing stays taken
          await("plan of " + plan.builds().size() + " builds ends")
              .atMost(ENDS_WITHIN)
              .until(() -> ended(planner, plan.id()));
          try (Connection connection = databases.open(target)) {
            assertThat(tables.indexes(connection)).isEqualTo(tables.wanted());
            tables.dropIndexes(connection);
          }
          try (Connection control = plimsoll.openControl()) {
            assertThat(LedgerHistory.violations(control, "target")).isEmpty();
            assertThat(LedgerHistory.inUse(control, "target")).isZero();
          }
        }
        assertThat(running.violations(CORES, WORKERS)).isEmpty();
        System.out.println(running);
        assertThat(running.seenAtWork()).isPositive();
      }
    }
  }

  private static void strike(
      Fault fault,
      Random random,
      FaultProxy way,
      SystemUnderTest plimsoll,
      Databases databases,
      DatabaseAddress target)
      throws InterruptedException, SQLException {
    switch (fault) {
      case CUT -> {
        way.cut();
        elapse(Campaign.isLong() ? Duration.ofSeconds(90) : Duration.ofSeconds(12));
        way.mend();
      }
      case FROZEN -> {
        try (FrozenProcess _ =
            FrozenProcess.of(plimsoll.system().service(ServiceName.BUILDER).pid())) {
          elapse(Duration.ofSeconds(Campaign.isLong() ? 60 : 5));
        }
      }
      case TERMINATED -> terminateAfterTheSort(random, databases, target);
    }
  }

  /// Where nothing is past its sort for a while, whatever builds is terminated.
  private static void terminateAfterTheSort(
      Random random, Databases databases, DatabaseAddress target)
      throws SQLException, InterruptedException {
    try (Connection connection = databases.open(target);
        Statement statement = connection.createStatement()) {
      for (int look = 0; look < 40; look++) {
        String past = look < 39 ? "p.phase ~ 'loading|validation|old snapshots'" : "true";
        statement.execute(
            "SELECT pg_terminate_backend(p.pid) FROM pg_stat_progress_create_index p WHERE "
                + past
                + " LIMIT 1");
        if (statement.getResultSet().next()) {
          return;
        }
        elapse(Duration.ofMillis(20 + random.nextInt(60)));
      }
    }
  }

  private static Duration pause(Random random) {
    return Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis()));
  }

  /// The moment is what is tested.
  private static void elapse(Duration moment) throws InterruptedException {
    Thread.sleep(moment);
  }

  private static boolean goesOnFor(Duration moment, PlannerApi planner, UUID plan)
      throws InterruptedException {
    elapse(moment);
    return !ended(planner, plan);
  }

  private static boolean ended(PlannerApi planner, UUID plan) {
    List<BuildView> builds = Patiently.ask(() -> planner.buildsOf(plan));
    assertThat(builds)
        .filteredOn(build -> build.state() == BuildView.State.FAILED)
        .as("failed builds")
        .isEmpty();
    return !builds.isEmpty()
        && builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
  }
}
