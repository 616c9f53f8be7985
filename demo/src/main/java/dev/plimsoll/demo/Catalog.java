package dev.plimsoll.demo;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.demo.report.Evidence.Structure;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A table as its server's catalog has it.
final class Catalog {
  private static final String COLUMNS =
      """
      SELECT format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
             || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
             || CASE WHEN a.attcollation <> t.typcollation
                     THEN format(' COLLATE %I', c.collname) ELSE '' END
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation
      WHERE a.attrelid = ?::text::regclass AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;
  private static final String KEYS =
      """
      SELECT pg_catalog.pg_get_constraintdef(oid)
      FROM pg_catalog.pg_constraint
      WHERE conrelid = ?::text::regclass AND contype IN ('p', 'u') AND convalidated
      ORDER BY 1
      """;

  private Catalog() {}

  static Structure of(Connection connection, QualifiedName table) throws SQLException {
    return new Structure(read(connection, COLUMNS, table), read(connection, KEYS, table));
  }

  private static List<String> read(Connection connection, String sql, QualifiedName table)
      throws SQLException {
    List<String> lines = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Identifiers.quote(table));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
    }
    return lines;
  }
}
