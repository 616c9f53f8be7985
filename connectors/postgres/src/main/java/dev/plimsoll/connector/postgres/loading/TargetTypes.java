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

/// Types as a target has them: those that somebody has made of the schema that the source has them
/// in, or else of one along the `search_path` of our role, where extensions and copies of types
/// often lie elsewhere than at the source.
///
/// The text of a type comes from the source, and becomes part of a statement at the target. So the
/// target's own parser has to have read it as one type's name, and nothing else, first.
///
/// Sessions here find names in `pg_catalog` alone. For as long as a type's name is looked up along
/// the role's path, nothing is called but a function that is written with its schema.
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

  // Where the role's own settings have none, the server's are it.
  private static final String BY_ROLES_PATH = "SET search_path = DEFAULT";

  private TargetTypes() {}

  /// The same columns, with the names that their types have at the target.
  ///
  /// @throws PlimsollException TARGET_MISMATCH where one is not there
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

  /// The name of a column's type at the target; null where it has none.
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

  // The parser passes over comments, and one would hide what follows it in a statement.
  private static boolean hasComment(String type) {
    String unquoted = QUOTED.matcher(type).replaceAll("");
    return unquoted.contains("--") || unquoted.contains("/*");
  }

  private static boolean exists(Connection target, String type) throws SQLException {
    try {
      return Sql.of(target, EXISTS, type).one(row -> row.getBoolean(1));
    } catch (SQLException e) {
      // What does not even read as the name of a type is an error, which ends the transaction.
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
