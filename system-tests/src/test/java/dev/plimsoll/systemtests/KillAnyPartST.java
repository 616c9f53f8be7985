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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Builder, planner, the broker with the planner's own database, and the target's PostgreSQL are
/// killed at seeded random moments while plans are carried out: every build ends once, valid, with
/// nothing left behind. `-Dplimsoll.campaign.seed=N` repeats a run.
@Order(1)
final class KillAnyPartST {
  private static final int FEW_KILLS = 5;
  private static final long MIB = 1L << 20;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(4);

  private enum Victim {
    BUILDER,
    PLANNER,
    BROKER,
    TARGET
  }

  @TempDir private Path folder;

  @Test
  void everyBuildEndsOnceAndValid() throws Exception {
    long seed = Campaign.seed();
    int killings = Campaign.rounds(FEW_KILLS, 20);
    Random random = new Random(seed);
    ManyTables tables = new ManyTables(9, 150_000);
    assertThat(tables.builds()).isGreaterThanOrEqualTo(12);
    // Given a target on a server of its own
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
      try (Connection connection = databases.open(target)) {
        tables.create(connection);
      }
      PlannerApi planner = plimsoll.planner();
      planner.register(
          new DatabaseRegistration(
              "target",
              target,
              new Capacity(2, 256 * MIB, 1, 1_024 * MIB, 4_096 * MIB),
              ManyTables.RULES,
              false,
              null));
      Deque<Victim> next = new ArrayDeque<>();
      for (int kills = 0; kills < killings; ) {
        // When parts die while a plan is carried out
        PlanView plan = planner.draft("target", new PlanRequest(null, null, List.of()));
        assertThat(plan.builds()).hasSize(tables.builds());
        planner.apply(new ApplyRequest(plan.hash(), "test"));
        while (kills < killings && goesOnFor(pause(random), planner, plan.id())) {
          Victim victim = draw(next, random);
          System.out.println("kill " + ++kills + ": " + victim);
          kill(victim, plimsoll, backends, theirs);
        }
        // Then every build ends, valid, once, and nothing else is left there
        await("plan of " + plan.builds().size() + " builds ends, seed " + seed)
            .atMost(ENDS_WITHIN)
            .until(() -> ended(planner, plan.id()));
        try (Connection connection = databases.open(target)) {
          assertThat(tables.indexes(connection)).as("seed %d", seed).isEqualTo(tables.wanted());
          tables.dropIndexes(connection);
        }
        try (Connection control = plimsoll.openControl()) {
          assertThat(LedgerHistory.violations(control, "target")).isEmpty();
          assertThat(LedgerHistory.inUse(control, "target")).isZero();
        }
      }
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

  private static Duration pause(Random random) {
    return Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis()));
  }

  /// Whether the plan is still being carried out after a moment.
  private static boolean goesOnFor(Duration moment, PlannerApi planner, UUID plan)
      throws InterruptedException {
    Thread.sleep(moment);
    return !ended(planner, plan);
  }

  private static void kill(
      Victim victim, SystemUnderTest plimsoll, OwnStack backends, OwnServer theirs) {
    switch (victim) {
      case BUILDER -> plimsoll.killAndRestart(ServiceName.BUILDER);
      case PLANNER -> plimsoll.killAndRestart(ServiceName.PLANNER);
      case BROKER -> backends.killAndRestart();
      case TARGET -> theirs.killAndRestart();
    }
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
