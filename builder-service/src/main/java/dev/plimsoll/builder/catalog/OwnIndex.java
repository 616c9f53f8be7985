package dev.plimsoll.builder.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// The index that a build has made and not yet named.
public final class OwnIndex {
  private static final String BYTES =
      """
      SELECT pg_catalog.pg_relation_size(c.oid)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind = 'i'
      """;

  private OwnIndex() {}

  /// What it takes on disk, valid or not; 0 where there is none.
  public static long bytes(Connection connection, QualifiedName table, UUID buildId)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(BYTES)) {
      query.setString(1, table.schema());
      query.setString(2, BuildNames.index(buildId));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
