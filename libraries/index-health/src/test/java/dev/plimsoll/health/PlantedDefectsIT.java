package dev.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Databases whose defects are known because they were planted: the list of them is the oracle.
@ExtendWith(StackExtension.class)
final class PlantedDefectsIT {
  private static final Thresholds SMALL =
      Thresholds.DEFAULT.withLeastBytes(512 << 10).withHeld(Duration.ofMillis(50));

  @Test
  void findsEachPlantedDefectAndNothingElse(Stack stack) throws SQLException {
    TestDatabase database = stack.createDatabase("health_planted");
    try (Connection connection = database.connect();
        Connection reader = database.connect()) {
      run(connection, "planted.sql");
      // A build that fails leaves an INVALID index.
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY orders_bad ON shop.orders (customer_id)");
      } catch (SQLException expected) {
        assertThat(expected.getSQLState()).isEqualTo("23505");
      }
      run(connection, "planted-use.sql");
      execute(connection, "CREATE EXTENSION pgstattuple SCHEMA shop");
      int pid = hold(reader);

      HealthReport report = check(connection);

      assertThat(found(report))
          .containsExactlyInAnyOrder(
              "foreign-key-unindexed shop.orders.orders_customer_id_fkey",
              "index-duplicate shop.orders.orders_status_again",
              "index-prefix-covered shop.orders.orders_placed",
              "index-unused shop.orders.orders_note",
              "index-invalid shop.orders.orders_bad",
              "index-bloated shop.events.events_pkey",
              "index-bloated shop.events.events_k",
              "index-bloated shop.events.events_tags",
              "table-bloated shop.events",
              "statistics-missing shop.raw",
              "statistics-missing shop.late (added)",
              "statistics-stale shop.grown",
              "statistics-target-low shop.skewed (v)",
              "columns-correlated shop.customers (country, city)",
              "vacuum-lagging shop.churn",
              "snapshot-held session " + pid,
              "sequence-ending shop.tickets",
              "integer-key-ending shop.old_key (id)",
              "partition-ending shop.metrics",
              "partition-default-filled shop.metrics");
      assertThat(one(report, "vacuum-lagging").rationale())
          .contains("autovacuum_enabled is off", "session " + pid);
      assertThat(report.of(FindingCode.INDEX_BLOATED))
          .filteredOn(finding -> finding.subject().text().endsWith("events_k"))
          .extracting(finding -> finding.evidence().get("confirmed_bytes"))
          .as("by pgstatindex, beside the formula")
          .allSatisfy(bytes -> assertThat(bytes).isBetween(200_000.0, 300_000.0));
      assertThat(one(report, "index-unused").remedy().undo())
          .isEqualTo("CREATE INDEX orders_note ON shop.orders USING btree (note)");
      assertThat(one(report, "foreign-key-unindexed").sql())
          .containsExactly(
              "CREATE INDEX CONCURRENTLY \"orders_customer_id_idx\" ON \"shop\".\"orders\""
                  + " (\"customer_id\")");
      reader.rollback();
      mend(connection, report);
      assertThat(found(check(connection)))
          .as("what is left once the statements of all findings have run")
          .containsExactlyInAnyOrder("partition-default-filled shop.metrics");
    }
  }

  @Test
  void findsNothingInAWellIndexedDatabase(Stack stack) throws SQLException {
    try (Connection connection = stack.createDatabase("health_well").connect()) {
      run(connection, "well-indexed.sql");

      HealthReport report = check(connection);

      assertThat(found(report)).isEmpty();
      assertThat(report.withheld()).isEmpty();
      assertThat(report.work().indexes()).isGreaterThan(5);
    }
  }

  /// Runs what the findings say, but for what ends sessions, makes partitions that rows in
  /// DEFAULT are in the way of, and tables whose space only VACUUM (FULL) gives back.
  private static void mend(Connection connection, HealthReport report) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = pg_catalog");
      for (HealthFinding finding : report.findings()) {
        for (String sql : finding.sql()) {
          switch (finding.code()) {
            case SNAPSHOT_HELD -> {}
            // There are duplicates in it.
            case INDEX_INVALID -> statement.execute("DROP INDEX shop.orders_bad");
            case TABLE_BLOATED -> statement.execute(sql.replace("(ANALYZE)", "(FULL, ANALYZE)"));
            default -> statement.execute(sql);
          }
        }
      }
      statement.execute("SET search_path = public");
    }
    run(connection, "planted-use.sql");
  }

  private static HealthReport check(Connection connection) throws SQLException {
    return HealthCheck.of(
        connection,
        CatalogScope.ALL,
        HealthOptions.DEFAULT
            .withConfirmedBloat()
            .withThresholds(SMALL)
            .withWindow(counted(connection)));
  }

  /// The whole time for which the server counts.
  static Duration counted(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT extract(epoch FROM clock_timestamp() - stats_reset)::float8"
                    + " FROM pg_stat_archiver")) {
      row.next();
      return Duration.ofMillis((long) (1_000 * row.getDouble(1)) - 10);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int hold(Connection reader) throws SQLException {
    reader.setAutoCommit(false);
    reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid() FROM pg_sleep(0.1)")) {
      row.next();
      return row.getInt(1);
    }
  }

  static HealthFinding one(HealthReport report, String code) {
    return report.findings().stream()
        .filter(finding -> finding.code().value().equals(code))
        .findFirst()
        .orElseThrow();
  }

  static List<String> found(HealthReport report) {
    List<String> found = new ArrayList<>();
    for (HealthFinding finding : report.findings()) {
      found.add(finding.code().value() + " " + finding.subject().text());
      System.out.printf(
          "%d %s: %s %s%n",
          finding.priority(), finding.code().value(), finding.rationale(), finding.sql());
    }
    report.withheld().forEach(System.out::println);
    System.out.println(report.work());
    return found;
  }

  static void run(Connection connection, String file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String part : text(file).split("\n-- alone\n", -1)) {
        statement.execute(part);
      }
    }
  }

  private static String text(String file) {
    try (InputStream in =
        Objects.requireNonNull(PlantedDefectsIT.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
