package dev.plimsoll.demo;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.demo.DemoRules.Demand;
import dev.plimsoll.demo.report.Evidence.Key;
import dev.plimsoll.demo.report.Evidence.Outside;
import dev.plimsoll.demo.report.Evidence.Structure;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Reader of source and target by the command line's own statements, so that the services' work is
/// not judged by the services' figures.
final class OutsideReader {
  private static final String VALID_KEY =
      """
      SELECT i.indisvalid AND i.indisready AND i.indislive
         AND (NOT ? OR (i.indisprimary AND c.contype = 'p' AND c.convalidated))
      FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = t.relnamespace
      LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
      WHERE n.nspname = ? AND t.relname = ?
        AND i.indpred IS NULL AND i.indexprs IS NULL
        AND i.indisprimary = ?
        AND ARRAY(SELECT a.attname::text
                  FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k (attnum, position)
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                  ORDER BY k.position) = ?::text[]
      """;

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

  // Text must not depend on a session's settings, and SQL from a service must not write.
  private static final String SESSION =
      """
      SET default_transaction_read_only = on;
      SET DateStyle = ISO;
      SET TimeZone = 'UTC';
      SET IntervalStyle = iso_8601;
      SET extra_float_digits = 1;
      SET bytea_output = hex;
      """;

  private final DemoDatabases databases;
  private final ToLongFunction<QualifiedName> logRows;

  /// @param logRows records in the log of a table of the source
  OutsideReader(DemoDatabases databases, ToLongFunction<QualifiedName> logRows) {
    this.databases = databases;
    this.logRows = logRows;
  }

  Map<QualifiedName, Outside> tables(List<TableReceipt> receipts) {
    Map<QualifiedName, Outside> seen = new HashMap<>();
    try (Connection source = open(databases.source());
        Connection target = open(databases.target())) {
      for (TableReceipt receipt : receipts) {
        seen.put(
            receipt.table(),
            new Outside(
                count(source, receipt.table()),
                count(target, receipt.target()),
                logRows.applyAsLong(receipt.table()),
                digest(source, receipt.digests().sql()),
                digest(target, receipt.digests().sql()),
                WholeRows.between(source, receipt.table(), target, receipt.target()),
                structure(source, receipt.table()),
                structure(target, receipt.target())));
      }
    } catch (SQLException e) {
      throw failure(e);
    }
    return seen;
  }

  List<Key> keys(List<Demand> demands) {
    List<Key> keys = new ArrayList<>();
    try (Connection target = open(databases.target());
        PreparedStatement statement = target.prepareStatement(VALID_KEY)) {
      for (Demand demand : demands) {
        boolean primary = demand.definition().kind() == Kind.PRIMARY_KEY;
        statement.setBoolean(1, primary);
        statement.setString(2, demand.table().schema());
        statement.setString(3, demand.table().name());
        statement.setBoolean(4, primary);
        statement.setArray(
            5, target.createArrayOf("text", demand.definition().columns().toArray()));
        try (ResultSet rows = statement.executeQuery()) {
          boolean valid = false;
          while (rows.next()) {
            valid |= rows.getBoolean(1);
          }
          keys.add(new Key(demand.table(), demand.definition(), valid));
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    }
    return keys;
  }

  private Connection open(DatabaseAddress address) throws SQLException {
    Connection connection = databases.open(address);
    try (Statement statement = connection.createStatement()) {
      statement.execute(SESSION);
    }
    return connection;
  }

  private static long count(Connection connection, QualifiedName table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM " + Identifiers.quote(table))) {
      row.next();
      return row.getLong(1);
    }
  }

  /// Structure of a table in its server's catalog.
  private static Structure structure(Connection connection, QualifiedName table)
      throws SQLException {
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

  // The receipt's own statement; its last column is the digest.
  private static String digest(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      // Settings of the session may come before the query in the same text.
      while (!rows && (statement.getMoreResults() || statement.getUpdateCount() != -1)) {
        rows = statement.getResultSet() != null;
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(row.getMetaData().getColumnCount());
      }
    }
  }

  private static PlimsollException failure(SQLException e) {
    return new PlimsollException(
        SqlStates.errorCode(e), "reading source and target again: " + e.getMessage(), e);
  }
}
