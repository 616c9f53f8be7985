package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// SIGKILL of each service in the middle of its own work, one pipeline from source to index:
/// nothing is lost and nothing doubled. In campaigns.
@Order(Integer.MAX_VALUE)
final class KillEachServiceST {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private static SystemUnderTest plimsoll;
  private static DatabaseAddress source;

  /// When which service is killed.
  enum Moment {
    SYNC_WHILE_IT_EXTRACTS(ServiceName.SYNC),
    SYNC_WHILE_IT_LOADS(ServiceName.SYNC),
    MATERIALIZER_WHILE_BATCHES_COME(ServiceName.MATERIALIZER),
    PLANNER_WHILE_IT_PLANS(ServiceName.PLANNER),
    BUILDER_WHILE_IT_BUILDS(ServiceName.BUILDER);

    private final ServiceName victim;

    Moment(ServiceName victim) {
      this.victim = victim;
    }

    boolean hasCome(ShopRun run) {
      return switch (this) {
        case SYNC_WHILE_IT_EXTRACTS -> run.isExtracting();
        case SYNC_WHILE_IT_LOADS -> run.rowsLoaded() > 0;
        case MATERIALIZER_WHILE_BATCHES_COME -> run.rowsExtracted() > 0;
        case PLANNER_WHILE_IT_PLANS -> !run.builds().isEmpty();
        case BUILDER_WHILE_IT_BUILDS -> run.isBuilding();
      };
    }
  }

  @BeforeAll
  static void startEverything() throws IOException, SQLException {
    assumeTrue(
        Campaign.isLong(),
        "SKIPPED outside campaigns: each service is killed at its own work by KillsWhileCopyingST,"
            + " KillsWhileSequencingST and KillsWhileBuildingST too");
    plimsoll = SystemUnderTest.start(folder);
    source = plimsoll.createDatabase("shop");
    try (Connection connection = plimsoll.open(source)) {
      Shop.create(connection);
    }
    Registrations.register(plimsoll.planner(), plimsoll.sync(), "shop", source);
  }

  @AfterAll
  static void stopEverything() {
    if (plimsoll != null) {
      plimsoll.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWholeAndOnce(Moment moment) throws SQLException {
    // Given a job under way, which cannot end before it has met what it is to meet
    String name = "target_" + moment.name().toLowerCase(Locale.ROOT);
    DatabaseAddress target = plimsoll.createDatabase(name);
    ShopRun run;
    try (HeldBuilds _ = new HeldBuilds(plimsoll.open(target))) {
      run = ShopRun.start(plimsoll, name, target);

      // When a service dies in the middle of its work and comes back
      killAndRestart(moment, run);
    }

    // Then the job ends as if nothing had happened
    run.requireWholeAndOnce(source);
  }

  private static void killAndRestart(Moment moment, ShopRun run) {
    try {
      await("the moment to kill: " + moment)
          .atMost(ENDS_WITHIN)
          .pollInterval(Duration.ofMillis(25))
          .until(() -> moment.hasCome(run));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(run.view() + ", " + run.builds(), e);
    }
    ServiceProcess victim = plimsoll.system().service(moment.victim);
    victim.kill();
    assertThat(victim.isAlive()).isFalse();
    assertThat(run.isUnfinished()).as("work was left when %s was killed", moment.victim).isTrue();
    victim.restart();
  }
}
