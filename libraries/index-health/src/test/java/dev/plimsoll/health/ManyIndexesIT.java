package dev.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a check costs: the number of statements does not grow with tables.
@ExtendWith(StackExtension.class)
final class ManyIndexesIT {
  private static final String TABLES =
      """
      DO $$ BEGIN
        FOR i IN %d..%d LOOP
          EXECUTE format('CREATE TABLE many_%%s (id bigint PRIMARY KEY, a int, b text, c timestamptz)'
                         ' WITH (autovacuum_enabled = off)', i);
          EXECUTE format('INSERT INTO many_%%s SELECT g, g %%%% 10, g::text, now() FROM'
                         ' generate_series(1, 20) g', i);
          EXECUTE format('CREATE INDEX many_%%1$s_a ON many_%%1$s (a)', i);
          EXECUTE format('CREATE INDEX many_%%1$s_a_b ON many_%%1$s (a, b)', i);
          EXECUTE format('CREATE INDEX many_%%1$s_b ON many_%%1$s (lower(b)) WHERE a > 3', i);
          EXECUTE format('CREATE INDEX many_%%1$s_c ON many_%%1$s (c DESC)', i);
        END LOOP;
      END $$
      """;

  @Test
  void costsStatementsByTheThousand(Stack stack) throws SQLException {
    int tables = Campaign.isLong() ? 1_000 : 100;
    try (Connection connection = stack.createDatabase("health_many").connect();
        Statement statement = connection.createStatement()) {
      for (int from = 1; from <= tables; from += 50) {
        statement.execute(TABLES.formatted(from, from + 49));
      }
      statement.execute("ANALYZE");
    }
    try (Connection connection = stack.connect("health_many");
        Statement statement = connection.createStatement()) {
      long backendBefore = backendBytes(statement);
      resetPeaks();
      long heapBefore = heapPeak();

      HealthReport report =
          HealthCheck.of(
              connection,
              CatalogScope.ALL,
              HealthOptions.DEFAULT.withThresholds(
                  HealthOptions.DEFAULT.thresholds().withSmallRows(10)));

      System.out.printf(
          "%s; heap at most %,d MiB, before %,d; the backend's memory %,d MiB, before %,d%n",
          report.work(),
          heapPeak() >> 20,
          heapBefore >> 20,
          backendBytes(statement) >> 20,
          backendBefore >> 20);
      assertThat(report.of(FindingCode.INDEX_PREFIX_COVERED)).hasSize(tables);
      assertThat(report.work().indexes()).isEqualTo(5 * tables);
      assertThat(report.work().statements()).isLessThan(40);
      assertThat(report.work().took()).isLessThan(Duration.ofSeconds(20));
    }
  }

  private static long backendBytes(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT sum(total_bytes) FROM pg_backend_memory_contexts")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void resetPeaks() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
