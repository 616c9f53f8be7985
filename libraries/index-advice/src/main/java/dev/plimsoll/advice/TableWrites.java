package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
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

  static Map<QualifiedName, WriteOverhead> read(Connection session) throws SQLException {
    return Sql.of(session, WRITES)
        .map(
            row -> new QualifiedName(row.getString("schemaname"), row.getString("relname")),
            row -> {
              long inserts = row.getLong("inserts");
              long updates = row.getLong("updates");
              long hot = row.getLong("hot_updates");
              return new WriteOverhead(inserts, updates, hot, inserts + updates - hot, 0, 0);
            });
  }
}
