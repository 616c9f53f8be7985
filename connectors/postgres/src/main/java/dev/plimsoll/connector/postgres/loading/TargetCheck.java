package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.catalog.TableCatalog.DeclaredColumn;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Check of a table before a load: it is missing, or has the source's columns and no rows.
public final class TargetCheck {
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
      SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private TargetCheck() {}

  public static boolean exists(Connection target, QualifiedName table) throws SQLException {
    return Sql.of(target, EXISTS, table.schema(), table.name()).exists();
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

  // Enums, composite types, ranges and extensions' types must exist already.
  public static void requireTypes(Connection target, List<Column> columns) throws SQLException {
    List<Column> missing = new ArrayList<>();
    for (Column column : columns) {
      if (TargetTypes.name(target, column) == null) {
        missing.add(column);
      }
    }
    if (!missing.isEmpty()) {
      throw TargetTypes.missing(missing);
    }
  }

  public static void requireRights(Connection target, QualifiedName table) throws SQLException {
    Rights rights =
        Sql.of(target, RIGHTS, table.schema(), table.name(), table.schema())
            .one(
                row ->
                    new Rights(
                        row.getObject("table_right", Boolean.class),
                        row.getObject("schema_right", Boolean.class),
                        row.getBoolean("database_right")));
    if (Boolean.FALSE.equals(rights.table())) {
      throw denied("INSERT and SELECT on " + table + " are not granted at the target");
    }
    if (rights.table() == null && Boolean.FALSE.equals(rights.schema())) {
      throw denied("CREATE on schema " + table.schema() + " is not granted at the target");
    }
    if (rights.table() == null && rights.schema() == null && !rights.database()) {
      throw denied("CREATE on the target's database is not granted, for its schemas");
    }
  }

  /// @param table null for a missing one, as schema
  private record Rights(@Nullable Boolean table, @Nullable Boolean schema, boolean database) {}

  static PlimsollException denied(String detail) {
    return new PlimsollException(ErrorCode.INSUFFICIENT_PRIVILEGE, detail);
  }

  /// @return whether the table is there
  public static boolean requireColumns(Connection target, QualifiedName table, List<Column> columns)
      throws SQLException {
    return requireColumns(table, columns(target, table), columns(TargetTypes.at(target, columns)));
  }

  /// @param found declared types by name; empty for a missing table
  /// @return whether the table exists
  static boolean requireColumns(
      QualifiedName table, Map<String, String> found, Map<String, String> expected) {
    // By name, as rows are copied by name: the order of columns does not matter.
    if (!found.isEmpty() && !found.equals(expected)) {
      throw new PlimsollException(
          ErrorCode.TARGET_MISMATCH,
          table + " has " + describe(found) + " at the target, not " + describe(expected));
    }
    return !found.isEmpty();
  }

  /// Declared types of a table's columns by name, in their order.
  static Map<String, String> columns(Connection target, QualifiedName table) throws SQLException {
    Map<String, String> declared = new LinkedHashMap<>();
    for (DeclaredColumn column : TableCatalog.columns(target, table)) {
      declared.put(column.name(), column.declared() + (column.generated() ? " generated" : ""));
    }
    return declared;
  }

  static Map<String, String> columns(List<Column> columns) {
    Map<String, String> declared = new LinkedHashMap<>();
    columns.forEach(column -> declared.put(column.name(), column.declaredType()));
    return declared;
  }

  static String describe(Map<String, String> columns) {
    return columns.entrySet().stream()
        .map(column -> "\"" + column.getKey() + "\" " + column.getValue())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  public static void requireEmpty(Connection target, QualifiedName table, KnownLoads loads)
      throws SQLException {
    if (Sql.of(target, "SELECT FROM " + Identifiers.quote(table) + " LIMIT 1").exists()) {
      throw RowsThere.refusal(target, table, loads);
    }
  }
}
