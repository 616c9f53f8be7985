package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.PlannerApi;
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
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Faults at seeded moments while plans are carried out in a target on a server of its own: every
/// build ends once, valid, with nothing left behind and nothing taken.
/// `-Dplimsoll.campaign.seed=N` repeats a run.
@Order(1)
final class KillsWhileBuildingST {
  private static final int FEW_KILLS = Victim.values().length;
  private static final int FEW_FAULTS = 3;
  private static final int MANY = 20;
  private static final long MIB = 1L << 20;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(6);

  private enum Victim {
    BUILDER,
    PLANNER,
    BROKER,
    TARGET
  }

  private enum Fault {
    CUT,
    FROZEN,
    TERMINATED
  }

  private static final int CORES = 3;
  private static final int WORKERS = 2;
  private static final ManyTables TABLES = new ManyTables(9, Campaign.isLong() ? 400_000 : 150_000);

  @TempDir private static Path folder;
  private static OwnStack backends;
  private static OwnServer theirs;
  private static SystemUnderTest plimsoll;
  private static Databases databases;
  private static DatabaseAddress target;
  private static FaultProxy way;

  /// A target on a server of its own, which is reached by a way that can be cut.
  @BeforeAll
  static void startEverything() throws IOException, SQLException {
    backends = OwnStack.start(Files.createDirectory(folder.resolve("backends")));
    theirs = OwnServer.start(folder.resolve("theirs"), backends.secrets());
    databases = theirs.databases(folder).withQuickLogins(backends.secrets());
    plimsoll =
        SystemUnderTest.startOn(
            backends,
            SystemUnderTest.settings(folder, backends.environment()),
            EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER),
            Files.createDirectory(folder.resolve("control")));
    target = databases.create("target");
    try (Connection connection = databases.open(target);
        Statement statement = connection.createStatement()) {
      TABLES.create(connection);
      statement.execute("ALTER DATABASE target SET min_parallel_table_scan_size = 0");
    }
    way = FaultProxy.to(target);
    plimsoll
        .planner()
        .register(
            DatabaseRegistration.postgres(
                "target",
                way.address(),
                BuildSettings.of(
                    new Capacity(
                        CORES, 256 * MIB, WORKERS, 1_024 * MIB, 4_096 * MIB, CapacityLimits.NONE),
                    ManyTables.RULES,
                    false)));
  }

  @AfterAll
  static void stopEverything() throws Exception {
    try (OwnStack _ = backends;
        OwnServer _ = theirs;
        SystemUnderTest _ = plimsoll;
        FaultProxy _ = way) {
      // From the last to the first, as far as they were started.
    }
  }

  /// Builder, planner, the broker with the planner's own database, and the target's PostgreSQL are
  /// killed, each while the target builds.
  @Test
  void everyBuildEndsOnceAndValid() throws Exception {
    Random random = new Random(Campaign.seed());
    int killings = Campaign.rounds(FEW_KILLS, MANY);
    Deque<Victim> next = new ArrayDeque<>();
    for (int kills = 0; kills < killings; ) {
      // When parts die while a plan is carried out
      UUID plan = applyPlan();
      while (kills < killings && goesOnFor(pause(random), plan) && isSeenAtWork(plan)) {
        Victim victim = draw(next, random);
        System.out.println("kill " + ++kills + ": " + victim);
        kill(victim);
      }
      // Then
      requireEverythingOnce(plan);
    }
  }

  /// The way between builder and target is cut, the builder is frozen, sessions are terminated
  /// after their sort.
  @Test
  void whatRunsNeverExceedsTheLine() throws Exception {
    Random random = new Random(Campaign.seed());
    int rounds = Campaign.rounds(FEW_FAULTS, MANY);
    try (RunningBuilds running =
        RunningBuilds.watch(databases.open(target), plimsoll.openControl())) {
      for (int faults = 0; faults < rounds; ) {
        // When that happens while a plan is carried out
        UUID plan = applyPlan();
        while (faults < rounds && goesOnFor(pause(random), plan)) {
          Fault fault = Fault.values()[faults++ % Fault.values().length];
          System.out.println("fault " + faults + ": " + fault);
          strike(fault, random);
        }
        // Then
        requireEverythingOnce(plan);
      }
      assertThat(running.violations(CORES, WORKERS)).isEmpty();
      OwnSchemas.assertWell(plimsoll, "planner");
      System.out.println(running);
      assertThat(running.seenAtWork()).isPositive();
    }
  }

  private static UUID applyPlan() {
    PlannerApi planner = plimsoll.planner();
    PlanView plan = planner.draft("target", new PlanRequest(null, null, List.of()));
    assertThat(plan.builds()).hasSize(TABLES.builds());
    planner.apply(plan.hash(), new ControlRequest("test", null));
    return plan.id();
  }

  /// Every build ends, once and valid, and nothing stays taken; what was built is dropped again.
  private static void requireEverythingOnce(UUID plan) throws SQLException {
    await("plan of " + TABLES.builds() + " builds ends")
        .atMost(ENDS_WITHIN)
        .until(() -> ended(plan));
    try (Connection connection = databases.open(target)) {
      assertThat(TABLES.indexes(connection)).isEqualTo(TABLES.wanted());
      TABLES.dropIndexes(connection);
    }
    try (Connection control = plimsoll.openControl()) {
      assertThat(LedgerHistory.violations(control, "target")).isEmpty();
      assertThat(LedgerHistory.inUse(control, "target")).isZero();
    }
  }

  /// Waits until the target builds.
  ///
  /// @return false where the plan has ended instead
  private static boolean isSeenAtWork(UUID plan) throws SQLException, InterruptedException {
    try (Connection connection = databases.open(target);
        Statement statement = connection.createStatement()) {
      while (!ended(plan)) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE phase NOT LIKE"
                    + " 'waiting%')")) {
          row.next();
          if (row.getBoolean(1)) {
            return true;
          }
        }
        elapse(LOOK);
      }
      return false;
    }
  }

  /// All in a random order, then all again: few kills leave nobody out.
  private static Victim draw(Deque<Victim> next, Random random) {
    if (next.isEmpty()) {
      List<Victim> all = new ArrayList<>(List.of(Victim.values()));
      Collections.shuffle(all, random);
      next.addAll(all);
    }
    return next.remove();
  }

  private static void kill(Victim victim) {
    switch (victim) {
      case BUILDER -> plimsoll.killAndRestart(ServiceName.BUILDER);
      case PLANNER -> plimsoll.killAndRestart(ServiceName.PLANNER);
      case BROKER -> backends.killAndRestart();
      case TARGET -> theirs.killAndRestart();
    }
  }

  private static void strike(Fault fault, Random random) throws InterruptedException, SQLException {
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
      case TERMINATED -> terminateAfterTheSort(random);
    }
  }

  /// Where nothing is past its sort for a while, whatever builds is terminated.
  private static void terminateAfterTheSort(Random random)
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

  /// Whether the plan is still being carried out after a moment.
  private static boolean goesOnFor(Duration moment, UUID plan) throws InterruptedException {
    elapse(moment);
    return !ended(plan);
  }

  private static boolean ended(UUID plan) {
    List<BuildView> builds = Patiently.ask(() -> plimsoll.planner().buildsOf(plan));
    assertThat(builds)
        .filteredOn(build -> build.state() == BuildView.State.FAILED)
        .as("failed builds")
        .isEmpty();
    return !builds.isEmpty()
        && builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
  }
}
