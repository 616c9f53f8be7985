package dev.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.testkit.HotStandby;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A real standby reads an index that the primary never does.
@ExtendWith(StackExtension.class)
final class StandbyUseIT {
  private static final Duration OLD_ENOUGH = Duration.ofSeconds(1);

  /// A check looks so long after its window was taken, at most, however slow the machine.
  private static final Duration UNTIL_THE_CHECK = Duration.ofSeconds(3);

  private static final String TABLES =
      """
      CREATE TABLE shown (id int PRIMARY KEY, a int, b int, at date)
        WITH (autovacuum_enabled = off);
      INSERT INTO shown SELECT i, i, i FROM generate_series(1, 2000) i;
      CREATE INDEX shown_there ON shown (a);
      CREATE INDEX shown_nowhere ON shown (b);
      CREATE TABLE parts (id int, a int, b int) PARTITION BY RANGE (id);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (5000);
      INSERT INTO parts SELECT i, i, i FROM generate_series(1, 2000) i;
      CREATE INDEX parts_there ON parts (a);
      CREATE INDEX parts_nowhere ON parts (b);
      ANALYZE shown, parts;
      CHECKPOINT;
      SELECT pg_stat_force_next_flush();
      """;

  @Test
  void anIndexThatAStandbyReadsIsUsed(Stack stack, @TempDir Path folder) throws Exception {
    stack.requireEmbedded("a standby that reads an index");
    TestDatabase primary = stack.createDatabase("health_standby");
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
      try (HotStandby standby = HotStandby.following(primary, folder, "reader")) {
        readThere(standby.database());

        HealthReport report = check(connection, counted(standby.database()), standby.database());

        assertThat(report.of(FindingCode.INDEX_UNUSED))
            .extracting(finding -> finding.subject().text())
            .containsExactlyInAnyOrder("public.shown.shown_nowhere", "public.parts.parts_nowhere");
        assertThat(report.of(FindingCode.INDEX_UNUSED))
            .extracting(HealthFinding::rationale)
            .allMatch(text -> text.contains("nor on any of its standbys"));

        // The standby is younger than a window of the primary's.
        HealthReport longer =
            check(connection, PlantedDefectsIT.counted(connection), standby.database());
        assertThat(longer.of(FindingCode.INDEX_UNUSED)).isEmpty();
        assertThat(longer.withheldOf(FindingCode.INDEX_UNUSED))
            .extracting(WithheldFinding::reason)
            .containsOnly(WithheldReason.STANDBY_UNKNOWN);
        checkOn(standby.database());

        followersThatAreNotNamedMayReadIt(connection, primary, standby.database());

        // One that has died is not taken for idle.
        standby.close();
        assertThat(problem(check(connection, OLD_ENOUGH, standby.database())))
            .startsWith("the standby reader is unknown: ");
      }
    }
  }

  private static void followersThatAreNotNamedMayReadIt(
      Connection connection, TestDatabase primary, TestDatabase standby) throws SQLException {
    HealthOptions options = HealthOptions.DEFAULT.withWindow(OLD_ENOUGH);
    String unnamed = "1 standby follows (reader), and none is named: ";
    assertThat(problem(HealthCheck.of(connection, CatalogScope.ALL, options))).startsWith(unnamed);
    HealthReport ignored =
        HealthCheck.of(connection, CatalogScope.ALL, options.ignoring(List.of("reader")));
    assertThat(ignored.of(FindingCode.INDEX_UNUSED)).hasSize(4);

    // A role sees so much without pg_monitor.
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE standby_stranger LOGIN PASSWORD 'strange'");
      try (Connection stranger = primary.as("standby_stranger", "strange").connect()) {
        assertThat(problem(HealthCheck.of(stranger, CatalogScope.ALL, options)))
            .startsWith(unnamed);
      }
      // A slot waits for one that is away, and one server under two names is one.
      statement.execute("SELECT pg_create_physical_replication_slot('waits', true)");
      List<Standby> twice =
          List.of(new Standby("reader", standby::connect), new Standby("again", standby::connect));
      assertThat(problem(HealthCheck.of(connection, CatalogScope.ALL, options, twice)))
          .startsWith("2 standbys follow (reader, slot waits), and 1 is named: ");
      HealthOptions counted = HealthOptions.DEFAULT.withWindow(counted(standby));
      HealthReport all =
          HealthCheck.of(connection, CatalogScope.ALL, counted.ignoring(List.of("waits")), twice);
      assertThat(all.of(FindingCode.INDEX_UNUSED)).hasSize(2);
      statement.execute("SELECT pg_drop_replication_slot('waits'); DROP ROLE standby_stranger");
    }
  }

  /// Why no index is said to be unused.
  private static String problem(HealthReport report) {
    assertThat(report.of(FindingCode.INDEX_UNUSED)).isEmpty();
    assertThat(report.withheldOf(FindingCode.INDEX_UNUSED))
        .extracting(WithheldFinding::reason)
        .containsOnly(WithheldReason.STANDBY_UNKNOWN);
    return report.withheldOf(FindingCode.INDEX_UNUSED).getFirst().why();
  }

  /// A standby can be checked itself.
  private static void checkOn(TestDatabase standby) throws SQLException {
    try (Connection connection = standby.connect()) {
      Duration window = PlantedDefectsIT.counted(connection);
      HealthReport report =
          HealthCheck.of(connection, CatalogScope.ALL, HealthOptions.DEFAULT.withWindow(window));

      assertThat(report.of(FindingCode.INDEX_UNUSED))
          .extracting(finding -> finding.subject().text())
          .containsExactlyInAnyOrder("public.shown.shown_nowhere", "public.parts.parts_nowhere");
    }
  }

  private static HealthReport check(Connection connection, Duration window, TestDatabase standby) {
    return HealthCheck.of(
        connection,
        CatalogScope.ALL,
        HealthOptions.DEFAULT.withWindow(window),
        List.of(new Standby("reader", standby::connect)));
  }

  /// The whole time for which the standby has counted: a window that ended with the reads would
  /// have moved past them by the time of a later check.
  private static Duration counted(TestDatabase standby) throws SQLException {
    try (Connection connection = standby.connect()) {
      return PlantedDefectsIT.counted(connection);
    }
  }

  private static void readThere(TestDatabase standby) throws SQLException {
    try (Connection connection = standby.connect();
        Statement statement = connection.createStatement()) {
      // Or the reads have left the window before the check looks.
      while (PlantedDefectsIT.counted(connection).compareTo(UNTIL_THE_CHECK) < 0) {
        Thread.onSpinWait();
      }
      statement.execute(
          """
          SET enable_seqscan = off; SELECT count(*) FROM shown WHERE a = 7;
          SELECT count(*) FROM parts WHERE a = 7; SELECT pg_stat_force_next_flush();
          """);
    }
  }
}
