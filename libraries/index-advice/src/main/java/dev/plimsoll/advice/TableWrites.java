package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// Writes of each table since its statistics were reset.
final class TableWrites {
  // Reads counters in shared memory alone.
  private static final String WRITES =
      """
      SELECT schemaname, relname, n_tup_ins AS inserts, n_tup_upd AS updates,
             n_tup_hot_upd AS hot_updates
      FROM pg_catalog.pg_stat_user_tables
      """;

  private TableWrites() {}

  /// Of a partitioned table those of its partitions: what is routed through it counts there.
  static Map<QualifiedName, WriteOverhead> read(Connection session, PartitionTree tree)
      throws SQLException {
    Map<QualifiedName, WriteOverhead> counted = new HashMap<>(counters(session));
    for (QualifiedName whole : tree.partitioned().keySet()) {
      long inserts = 0;
      long updates = 0;
      long hot = 0;
      for (QualifiedName leaf : tree.leaves(whole)) {
        WriteOverhead part = counted.getOrDefault(leaf, WriteOverhead.NONE);
        inserts += part.inserts();
        updates += part.updates();
        hot += part.hotUpdates();
      }
      counted.put(whole, overhead(inserts, updates, hot));
    }
    return counted;
  }

  private static Map<QualifiedName, WriteOverhead> counters(Connection session)
      throws SQLException {
    return Sql.of(session, WRITES)
        .map(
            row -> new QualifiedName(row.getString("schemaname"), row.getString("relname")),
            row ->
                overhead(
                    row.getLong("inserts"), row.getLong("updates"), row.getLong("hot_updates")));
  }

  private static WriteOverhead overhead(long inserts, long updates, long hot) {
    return new WriteOverhead(inserts, updates, hot, inserts + updates - hot, 0, 0);
  }
}
