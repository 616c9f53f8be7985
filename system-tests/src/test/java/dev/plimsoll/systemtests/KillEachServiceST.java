package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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

    boolean hasCome(Run run) {
      return switch (this) {
        case SYNC_WHILE_IT_EXTRACTS ->
            run.view().tables().stream()
                .anyMatch(table -> table.state() == ExtractView.TableState.EXTRACTING);
        case SYNC_WHILE_IT_LOADS -> run.rowsLoaded() > 0;
        case MATERIALIZER_WHILE_BATCHES_COME -> run.rowsExtracted() > 0;
        case PLANNER_WHILE_IT_PLANS -> !run.builds().isEmpty();
        case BUILDER_WHILE_IT_BUILDS ->
            run.builds().stream().anyMatch(build -> build.state() == BuildView.State.RUNNING);
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
    Run run;
    try (HeldBuilds _ = new HeldBuilds(plimsoll.open(target))) {
      run = Run.start(name, target);

      // When a service dies in the middle of its work and comes back
      killAndRestart(moment, run);
    }

    // Then the job ends as if nothing had happened
    run.extract.awaitDone();
    await("every build is done")
        .atMost(ENDS_WITHIN)
        .until(
            run::builds,
            builds -> {
              assertThat(builds).noneMatch(build -> build.state() == BuildView.State.FAILED);
              return builds.size() == Shop.BUILDS
                  && builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
            });
    try (Connection from = plimsoll.open(source);
        Connection to = plimsoll.open(run.target)) {
      assertThat(Shop.contents(to)).isEqualTo(Shop.contents(from));
      assertThat(Shop.indexes(to))
          .containsExactly(
              "Orders \"2026\": index (customer) valid",
              "Orders \"2026\": primary key (id) valid",
              "lines: primary key (order_id, line) valid",
              "score_365d: primary key (hashkey) valid");
    }
    Receipt receipt = run.extract.receipt();
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables()).hasSize(3).allMatch(Receipt.TableReceipt::equal);
    LogAudit audit = plimsoll.materializer().audit("shop.");
    assertThat(audit.clean()).as("%s", audit).isTrue();
    assertThat(run.extract.recordsIn(audit)).isEqualTo(Shop.ROWS);
  }

  private static void killAndRestart(Moment moment, Run run) {
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

  /// One extract into a target of its own, with the builds that follow.
  private record Run(String name, DatabaseAddress target, RunningExtract extract) {
    static Run start(String name, DatabaseAddress target) {
      Registrations.register(
          plimsoll.planner(),
          plimsoll.sync(),
          DatabaseRegistration.postgres(name, target, BuildSettings.of(null, Shop.RULES, true)));
      RunningExtract extract =
          RunningExtract.start(
              plimsoll, ExtractRequest.of("shop", List.of("shop.*", "features.*"), name));
      return new Run(name, target, extract);
    }

    ExtractView view() {
      return extract.view();
    }

    List<BuildView> builds() {
      return Patiently.ask(() -> plimsoll.planner().builds(name));
    }

    long rowsLoaded() {
      return view().tables().stream().mapToLong(table -> table.counters().rowsLoaded()).sum();
    }

    long rowsExtracted() {
      return view().tables().stream().mapToLong(table -> table.counters().rowsExtracted()).sum();
    }

    /// As the services' own tables say, whichever of them answers.
    boolean isUnfinished() {
      try (Connection control = plimsoll.openControl();
          PreparedStatement statement =
              control.prepareStatement(
                  """
                  SELECT EXISTS (SELECT 1 FROM sync.extract_table
                      WHERE extract_id = ? AND state <> 'LOADED')
                    OR (SELECT count(*) FROM planner.builds
                      WHERE database = ? AND state = 'SUCCEEDED') < ?
                  """)) {
        statement.setObject(1, extract.id());
        statement.setString(2, name);
        statement.setInt(3, Shop.BUILDS);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return row.getBoolean(1);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
