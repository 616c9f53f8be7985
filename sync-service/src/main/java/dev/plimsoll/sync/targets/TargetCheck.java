package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Whether a table can be loaded into: it is missing, or has our columns and no rows.
public final class TargetCheck {
  private static final String COLUMNS =
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared,
             a.attgenerated <> '' AS generated
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  private static final String RIGHTS =
      """
      SELECT (SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                     AND pg_catalog.has_table_privilege(c.oid, 'INSERT, SELECT')
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ?) AS table_right,
             (SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE')
              FROM pg_catalog.pg_namespace n WHERE n.nspname = ?) AS schema_right,
             pg_catalog.has_database_privilege(current_database(), 'CREATE') AS database_right
      """;

  private static final String EXISTS =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?)
      """;

  private TargetCheck() {}

  public static boolean exists(Connection target, QualifiedName table) throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(EXISTS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /// @throws PlimsollException TARGET_MISMATCH, TARGET_NOT_EMPTY, TARGET_OWNED or
  ///     INSUFFICIENT_PRIVILEGE
  public static void require(
      Connection target, QualifiedName table, List<Column> columns, KnownLoads loads)
      throws SQLException {
    requireRights(target, table);
    requireTypes(target, columns);
    if (requireColumns(target, table, columns)) {
      requireEmpty(target, table, loads);
    }
  }

  // Enums, composite types, ranges and those of extensions are made by somebody else.
  public static void requireTypes(Connection target, List<Column> columns) throws SQLException {
    List<Column> missing = new ArrayList<>();
    for (Column column : columns) {
      if (!TargetTypes.exists(target, column)) {
        missing.add(column);
      }
    }
    if (!missing.isEmpty()) {
      throw TargetTypes.missing(missing);
    }
  }

  public static void requireRights(Connection target, QualifiedName table) throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(RIGHTS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      statement.setString(3, table.schema());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        boolean mayInsert = row.getBoolean("table_right");
        boolean exists = !row.wasNull();
        boolean mayCreate = row.getBoolean("schema_right");
        boolean schemaExists = !row.wasNull();
        if (exists && !mayInsert) {
          throw denied("INSERT and SELECT on " + table + " are not granted at the target");
        }
        if (!exists && schemaExists && !mayCreate) {
          throw denied("CREATE on schema " + table.schema() + " is not granted at the target");
        }
        if (!exists && !schemaExists && !row.getBoolean("database_right")) {
          throw denied("CREATE on the target's database is not granted, for its schemas");
        }
      }
    }
  }

  private static PlimsollException denied(String detail) {
    return new PlimsollException(ErrorCode.INSUFFICIENT_PRIVILEGE, detail);
  }

  /// True when the table is there.
  public static boolean requireColumns(Connection target, QualifiedName table, List<Column> columns)
      throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement statement = target.prepareStatement(COLUMNS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              describe(rows.getString("attname"), rows.getString("declared"))
                  + (rows.getBoolean("generated") ? " generated" : ""));
        }
      }
    }
    if (found.isEmpty()) {
      return false;
    }
    List<String> expected =
        TargetTypes.at(target, columns).stream()
            .map(column -> describe(column.name(), column.declaredType()))
            .toList();
    // By name: the rows are copied by name, too, so their order at the target does not matter.
    if (!expected.stream().sorted().toList().equals(found.stream().sorted().toList())) {
      throw new PlimsollException(
          ErrorCode.TARGET_MISMATCH,
          table
              + " has ("
              + String.join(", ", found)
              + ") at the target, not ("
              + String.join(", ", expected)
              + ")");
    }
    return true;
  }

  public static String describe(String name, String declared) {
    return "\"" + name + "\" " + declared;
  }

  public static void requireEmpty(Connection target, QualifiedName table, KnownLoads loads)
      throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM " + Identifiers.quote(table) + ")")) {
      if (row.next() && row.getBoolean(1)) {
        throw RowsThere.refusal(target, table, loads);
      }
    }
  }
}
