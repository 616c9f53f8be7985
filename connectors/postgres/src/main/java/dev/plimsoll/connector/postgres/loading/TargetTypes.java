package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Look-up of types at a target: in the source's schema, or else along our role's `search_path`,
/// since extensions and copied types are often in another schema there.
///
/// A type's text comes from the source and becomes part of a statement. So the target's own parser
/// must first accept it as a single type name.
///
/// Sessions find names in `pg_catalog` only. While a type is looked up along the role's path, the
/// only function called is written with its schema.
public final class TargetTypes {
  private static final Pattern SCHEMA = Pattern.compile("^(?:\"(?:[^\"]|\"\")+\"|[^\".]+)\\.");

  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"");
  private static final String SYNTAX_ERROR = "42601";

  private static final String EXISTS = "SELECT pg_catalog.to_regtype(?) IS NOT NULL";
  private static final String FIND =
      """
      SELECT t.oid FROM (SELECT CAST(pg_catalog.to_regtype(?) AS pg_catalog.oid) AS oid) AS t
      WHERE t.oid IS NOT NULL
      """;
  private static final String NAME =
      "SELECT pg_catalog.format_type(CAST(? AS pg_catalog.oid), NULL)";

  // The role's path, or the server's default.
  private static final String BY_ROLES_PATH = "SET search_path = DEFAULT";

  private TargetTypes() {}

  /// The columns with their types' names at the target.
  ///
  /// @throws PlimsollException TARGET_MISMATCH for a missing type
  public static List<Column> at(Connection target, List<Column> columns) throws SQLException {
    List<Column> there = new ArrayList<>();
    for (Column column : columns) {
      String name = name(target, column);
      if (name == null) {
        throw missing(List.of(column));
      }
      there.add(column.declaredAs(name));
    }
    return there;
  }

  public static PlimsollException missing(List<Column> columns) {
    return new PlimsollException(
        ErrorCode.TARGET_MISMATCH,
        "the target has no such types: "
            + columns.stream()
                .map(column -> "\"" + column.name() + "\" " + column.declaredType())
                .collect(Collectors.joining(", ")));
  }

  /// The name of a column's type at the target; null for a missing type.
  static @Nullable String name(Connection target, Column column) throws SQLException {
    String declared = column.declaredType();
    if (hasComment(declared)) {
      return null;
    }
    if (exists(target, declared)) {
      return declared;
    }
    if (column.type().oid() != 0) {
      return null; // every database has it
    }
    String bare = SCHEMA.matcher(declared).replaceFirst("");
    Long oid = alongRolesPath(target, bare);
    return oid == null
        ? null
        : Sql.of(target, NAME, oid).first(row -> row.getString(1)).orElse(null);
  }

  // The parser accepts comments, which would hide the rest of a statement.
  private static boolean hasComment(String type) {
    String unquoted = QUOTED.matcher(type).replaceAll("");
    return unquoted.contains("--") || unquoted.contains("/*");
  }

  private static boolean exists(Connection target, String type) throws SQLException {
    try {
      return Sql.of(target, EXISTS, type).one(row -> row.getBoolean(1));
    } catch (SQLException e) {
      // Text that is no type name is a syntax error, which aborts the transaction.
      if (SYNTAX_ERROR.equals(SqlStates.state(e))) {
        throw new PlimsollException(
            ErrorCode.TARGET_MISMATCH, "the target takes this for no type's name: " + type, e);
      }
      throw e;
    }
  }

  private static @Nullable Long alongRolesPath(Connection target, String type) throws SQLException {
    Sql.of(target, BY_ROLES_PATH).update();
    try {
      return Sql.of(target, FIND, type).first(row -> row.getLong("oid")).orElse(null);
    } finally {
      PostgresConnections.pin(target);
    }
  }
}
