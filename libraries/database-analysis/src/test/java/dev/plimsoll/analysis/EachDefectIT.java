package dev.plimsoll.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A database with one defect of each kind: each is found, by one analysis, and once what it says
/// was done none is.
final class EachDefectIT {
  private static final String TABLES =
      """
      CREATE SCHEMA shop;
      CREATE TABLE shop.customers AS SELECT i AS id FROM generate_series(1, 5000) i;
      ALTER TABLE shop.customers ADD PRIMARY KEY (id);
      CREATE TABLE shop.orders AS
        SELECT i AS id, 1 + i % 5000 AS customer_id, i % 700 AS state, i AS placed, i % 900 AS note
        FROM generate_series(1, 20000) i;
      ALTER TABLE shop.orders ADD PRIMARY KEY (id),
        ADD FOREIGN KEY (customer_id) REFERENCES shop.customers;
      CREATE INDEX orders_state ON shop.orders (state);
      CREATE INDEX orders_state_again ON shop.orders (state);
      CREATE INDEX orders_placed ON shop.orders (placed);
      CREATE INDEX orders_placed_state ON shop.orders (placed, state);
      CREATE INDEX orders_note ON shop.orders (note);
      CREATE TABLE shop.events WITH (autovacuum_enabled = off)
        AS SELECT i AS id FROM generate_series(1, 60000) i;
      CREATE INDEX events_id ON shop.events (id);
      DELETE FROM shop.events WHERE id % 20 > 0;
      CREATE TABLE shop.queue AS
        SELECT i AS id, CASE WHEN i % 200 = 0 THEN 'open' ELSE 'done' END AS state, i AS due,
               repeat('x', 80) AS body
        FROM generate_series(1, 40000) i;
      ALTER TABLE shop.queue ADD PRIMARY KEY (id);
      """;

  private static final String READS =
      """
      SET enable_seqscan = off;
      SELECT count(*) FROM shop.orders WHERE state = 5;
      SELECT count(*) FROM shop.orders WHERE placed = 5 AND state = 5;
      SELECT count(*) FROM shop.events WHERE id = 20;
      SELECT pg_stat_force_next_flush();
      """;

  private static final String WORKLOAD =
      """
      -- name: next
      -- calls: 1000
      SELECT id, body FROM shop.queue WHERE state = 'open' ORDER BY due LIMIT 10
      """;

  @Test
  void eachIsFoundAndNoneOnceTheyAreMended() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("each_defect");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // Given
      statement.execute(TABLES);
      try {
        statement.execute("CREATE UNIQUE INDEX CONCURRENTLY orders_bad ON shop.orders (state)");
      } catch (SQLException expected) {
        assertThat(expected.getSQLState()).isEqualTo("23505");
      }
      settle(statement);
      statement.execute(READS);

      // When it is analysed
      AnalysisResult result = analyse(database, counted(statement));

      // Then
      assertThat(found(result))
          .containsExactlyInAnyOrder(
              "index-duplicate shop.orders.orders_state",
              "index-prefix-covered shop.orders.orders_placed",
              "index-unused shop.orders.orders_note",
              "index-invalid shop.orders.orders_bad",
              "index-bloated shop.events.events_id",
              "table-bloated shop.events",
              "foreign-key-unindexed shop.orders.orders_customer_id_fkey");
      AdvisedIndex wanted = Objects.requireNonNull(result.advice()).indexes().getFirst();
      assertThat(wanted.table().name()).isEqualTo("queue");
      assertThat(wanted.definition().columns()).containsExactly("due");
      assertThat(wanted.definition().predicate()).contains("open");
      assertThat(wanted.priority()).isOne();

      // When all of it is done
      for (HealthAdvice.Finding finding : result.health().findings()) {
        for (String sql : finding.sql()) {
          // Rows in its INVALID index are there twice; VACUUM alone shrinks no table.
          statement.execute(
              finding.code().equals("index-invalid")
                  ? "DROP INDEX shop.orders_bad"
                  : sql.replace("VACUUM (ANALYZE)", "VACUUM (FULL, ANALYZE)"));
        }
      }
      statement.execute(wanted.createSql());
      settle(statement);

      // Then nothing is left; what nothing has read since is too young to be called unused
      AnalysisResult after = analyse(database, HealthOptions.DEFAULT.window());
      assertThat(found(after)).isEmpty();
      assertThat(Objects.requireNonNull(after.advice()).indexes()).isEmpty();
    }
  }

  /// What was written is counted, and then seen to.
  private static void settle(Statement statement) throws SQLException {
    statement.execute("SELECT pg_stat_force_next_flush()");
    statement.execute("VACUUM ANALYZE");
    statement.execute("SELECT pg_stat_force_next_flush()");
  }

  private static List<String> found(AnalysisResult result) {
    return result.health().findings().stream()
        // Which of the two goes is left to what has been read.
        .map(finding -> finding.code() + " " + finding.subject().replace("_again", ""))
        .toList();
  }

  private static AnalysisResult analyse(TestDatabase database, Duration window) {
    return DatabaseAnalysis.run(
        new TestSessions(database),
        new AnalysisRequest(null, false, List.of(), WORKLOAD, List.of()),
        AnalysisOptions.of("none")
            .with(
                HealthOptions.DEFAULT
                    .withThresholds(Thresholds.DEFAULT.withLeastBytes(256 << 10))
                    .withWindow(window),
                List.of()),
        _ -> {});
  }

  /// For as long as the server counts.
  private static Duration counted(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT extract(epoch FROM clock_timestamp() - stats_reset)::float8"
                + " FROM pg_stat_archiver")) {
      row.next();
      return Duration.ofMillis((long) (1_000 * row.getDouble(1)) - 10);
    }
  }
}
