package dev.plimsoll.connector.postgres;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// What a table takes up now: heap and what its rows have beside it, with those of all partitions.
final class RelationSize {
  // Of a table that is no part of a partition tree the first has no rows.
  private static final String BYTES =
      """
      SELECT coalesce(
        (SELECT sum(pg_catalog.pg_table_size(relid)) FROM pg_catalog.pg_partition_tree(t.id)),
        pg_catalog.pg_table_size(t.id), 0)::bigint
      FROM (SELECT pg_catalog.to_regclass(?) AS id) AS t
      """;

  private RelationSize() {}

  /// @return 0 for a table that is gone
  static long bytes(Connection connection, QualifiedName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BYTES)) {
      statement.setString(1, Identifiers.quote(table));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
