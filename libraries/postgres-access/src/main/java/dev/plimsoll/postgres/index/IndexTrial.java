package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/// Trial of an index definition by PostgreSQL itself: the index is created on an empty temporary
/// copy of the table, read back, and rolled back. Takes milliseconds, where the real statement
/// might fail after hours, and only ACCESS SHARE on the table.
public final class IndexTrial {
  private static final String INDEX = "plimsoll_trial";
  private static final String MAY_TRY =
      """
      SELECT has_database_privilege(current_database(), 'TEMPORARY')
        AND NOT pg_is_in_recovery()
        AND NOT current_setting('transaction_read_only')::boolean AS may
      """;
  private static final String SHAPE =
      """
      SELECT %s AS shape
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = ic.relam
      WHERE ic.relname = ? AND ic.relnamespace = pg_my_temp_schema()
      """
          .formatted(IndexShapeSql.DEPARSED);
  private static final String SCHEMAS =
      """
      SELECT n.nspname FROM pg_catalog.pg_opclass o
      JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
      JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
      WHERE o.opcname = ? AND m.amname = ?
      ORDER BY n.nspname <> 'pg_catalog', n.nspname
      """;

  private IndexTrial() {}

  public sealed interface Verdict {
    /// @param shape with PostgreSQL's text under a `search_path` of `pg_catalog`
    record Possible(IndexShape shape) implements Verdict {}

    /// @param code UNSUPPORTED_INDEX, COLUMN_NOT_FOUND or INSUFFICIENT_PRIVILEGE
    record Refused(ErrorCode code, String reason) implements Verdict {}

    /// No temporary copy can be made: for lack of rights, on a standby, or by an event trigger.
    /// That says nothing about the index.
    record Untried() implements Verdict {}
  }

  /// @param connection in auto-commit mode, before and after
  /// @param lockTimeout longest wait for an exclusive lock of others
  /// @throws SQLException after that wait (55P03), or where the connection broke
  public static Verdict of(
      Connection connection, QualifiedName table, IndexDefinition definition, Duration lockTimeout)
      throws SQLException {
    if (!Sql.of(connection, MAY_TRY).one(row -> row.getBoolean("may"))) {
      return new Verdict.Untried();
    }
    connection.setAutoCommit(false);
    boolean likeIt = true;
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL lock_timeout = %d; SET LOCAL search_path = pg_catalog"
              .formatted(lockTimeout.toMillis()));
      String trial = "pg_temp." + Identifiers.quote(table.name());
      statement.execute(
          "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING GENERATED)"
              .formatted(trial, Identifiers.quote(table)));
      likeIt = false;
      statement.execute(IndexSql.create(qualified(connection, definition), index(table), trial));
      return new Verdict.Possible(read(connection, index(table)).asAskedFor(definition));
    } catch (SQLException e) {
      try {
        connection.rollback();
      } catch (SQLException failure) {
        e.addSuppressed(failure);
      }
      // `LIKE` needs rights to the table and its types, which the owner's index does not.
      if (isRaised(e) || (likeIt && (isCalled(e) || "42501".equals(e.getSQLState())))) {
        return new Verdict.Untried();
      }
      @Nullable Verdict refused = refusal(connection, definition, e);
      if (refused == null) {
        throw e;
      }
      return refused;
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  /// Definition as it is tried and built: with the schemas of its operator classes, except those in
  /// `pg_catalog`, and those in several schemas or none, which PostgreSQL refuses with a reason.
  ///
  /// Those of extensions may be written without their schema: they are looked up in the catalog
  /// instead of along a `search_path`.
  public static IndexDefinition qualified(Connection connection, IndexDefinition definition)
      throws SQLException {
    if (definition.operatorClasses().stream().noneMatch(IndexTrial::lacksSchema)) {
      return definition;
    }
    List<String> qualified = new ArrayList<>();
    for (String name : definition.operatorClasses()) {
      List<String> schemas = lacksSchema(name) ? schemas(connection, definition, name) : List.of();
      qualified.add(
          schemas.size() == 1 && !schemas.contains("pg_catalog")
              ? schemas.getFirst() + "." + name
              : name);
    }
    return definition.withOperatorClasses(qualified);
  }

  private static boolean lacksSchema(String operatorClass) {
    return !operatorClass.isEmpty() && operatorClass.indexOf('.') < 0;
  }

  /// Schemas with such an operator class for the access method, `pg_catalog` first.
  private static List<String> schemas(
      Connection connection, IndexDefinition definition, String name) throws SQLException {
    return Sql.of(connection, SCHEMAS, name, definition.method())
        .list(row -> row.getString("nspname"));
  }

  /// `RAISE EXCEPTION` of an event trigger: creating a table or index does not raise by itself.
  private static boolean isRaised(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("P0");
  }

  /// A function failed, or raised its own state.
  private static boolean isCalled(SQLException e) {
    return e instanceof PSQLException psql
        && psql.getServerErrorMessage() != null
        && psql.getServerErrorMessage().getWhere() != null;
  }

  /// Differs from the table's name, which the temporary table has.
  private static String index(QualifiedName table) {
    return table.name().equals(INDEX) ? INDEX + "_" : INDEX;
  }

  private static IndexShape read(Connection connection, String index) throws SQLException {
    return Sql.of(connection, SHAPE, index)
        .first(row -> Json.read(row.getString("shape"), IndexShape.class))
        .orElseThrow(
            () -> new IllegalStateException("an index that was made a moment ago is not there"));
  }

  private static @Nullable Verdict refusal(
      Connection connection, IndexDefinition definition, SQLException e) throws SQLException {
    @Nullable String state = e.getSQLState();
    if (state == null) {
      return null;
    }
    return switch (state) {
      case "42703" -> new Verdict.Refused(ErrorCode.COLUMN_NOT_FOUND, firstLine(e));
      case "42501" -> new Verdict.Refused(ErrorCode.INSUFFICIENT_PRIVILEGE, firstLine(e));
      // The table was dropped meanwhile.
      case "42P01" -> null;
      default ->
          state.startsWith("42") || state.startsWith("0A") || state.startsWith("22")
              ? new Verdict.Refused(
                  ErrorCode.UNSUPPORTED_INDEX, firstLine(e) + elsewhere(connection, definition))
              : null;
    };
  }

  /// Advice for operator classes written without their schema.
  private static String elsewhere(Connection connection, IndexDefinition definition)
      throws SQLException {
    for (String name : definition.operatorClasses()) {
      if (lacksSchema(name)) {
        List<String> schemas = schemas(connection, definition, name);
        if (schemas.size() > 1) {
          return "; write it with its schema, one of " + String.join(", ", schemas);
        }
      }
    }
    return definition.isUnsafePeer()
        ? "; what is not in pg_catalog is written with its schema"
        : "";
  }

  private static String firstLine(SQLException e) {
    String message = e.getMessage();
    return message == null
        ? "PostgreSQL refuses it"
        : message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
  }
}
