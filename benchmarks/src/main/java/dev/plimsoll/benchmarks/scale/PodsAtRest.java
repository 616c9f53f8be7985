package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.ScaleFindings.AtRest;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.SQLException;
import java.time.Duration;

/// What processes cost that have nothing to do.
final class PodsAtRest {
  /// The server's counters follow within a second.
  private static final String TRANSACTIONS =
      "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";

  private static final String CONNECTIONS =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = ?";

  /// Partitions of deleted topics that the log has not cleared away yet.
  private static final String LEFT =
      """
      SELECT count(*) FROM materializer.log_topic t
      JOIN materializer.log_partition p USING (topic_id) WHERE t.deleted_at IS NOT NULL
      """;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration GIVES_UP = Duration.ofMinutes(5);

  /// What else they had to do ends meanwhile.
  private static final Duration SETTLES = Duration.ofSeconds(3);

  private static final String REQUESTS = "kafka_consumer_request_total";
  private static final String SENT = "kafka_producer_request_total";

  private PodsAtRest() {}

  static AtRest measure(Site site, String service, Crew crew, Duration lasting)
      throws SQLException, InterruptedException {
    awaitCleared(site);
    Thread.sleep(SETTLES);
    long begin = System.nanoTime();
    double cpu = crew.cpuSeconds();
    double postgres = site.postgres().seconds();
    long transactions = transactions(site);
    double requests = requests(crew);
    Thread.sleep(lasting);
    double seconds = (System.nanoTime() - begin) / 1e9;
    int processes = crew.running().size();
    return new AtRest(
        service,
        processes,
        (crew.cpuSeconds() - cpu) / seconds / processes,
        (site.postgres().seconds() - postgres) / seconds,
        (transactions(site) - transactions) / seconds,
        Sql.of(site.services(), CONNECTIONS, "plimsoll-" + service).one(row -> row.getInt(1)),
        (requests(crew) - requests) / seconds / processes);
  }

  private static void awaitCleared(Site site) throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    while (Sql.of(site.services(), LEFT).one(row -> row.getLong(1)) > 0) {
      if (System.nanoTime() - begin > GIVES_UP.toNanos()) {
        throw new IllegalStateException("deleted topics are not cleared away");
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private static long transactions(Site site) throws SQLException {
    Sql.of(site.services(), "SELECT pg_stat_clear_snapshot()").one(row -> true);
    return Sql.of(site.services(), TRANSACTIONS).one(row -> row.getLong(1));
  }

  private static double requests(Crew crew) {
    return crew.running().stream()
        .mapToDouble(one -> crew.metric(one, REQUESTS) + crew.metric(one, SENT))
        .sum();
  }
}
