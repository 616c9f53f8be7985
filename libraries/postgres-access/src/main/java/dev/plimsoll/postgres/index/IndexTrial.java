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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/// Asks PostgreSQL itself whether it can build an index and what it understands by it: the index is
/// made on an empty temporary table like the real one, read back, and all of it rolled back. Some
/// milliseconds, instead of hours until the real statement fails; nothing but ACCESS SHARE on the
/// table.
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

  private IndexTrial() {}

  /// What came of it.
  public sealed interface Verdict {
    /// @param shape with expressions and predicate as PostgreSQL writes them where `search_path` is
    ///     `pg_catalog`
    record Possible(IndexShape shape) implements Verdict {}

    /// @param code UNSUPPORTED_INDEX, COLUMN_NOT_FOUND or INSUFFICIENT_PRIVILEGE
    record Refused(ErrorCode code, String reason) implements Verdict {}

    /// No temporary table like this one may be made here: by the role's rights, which may own the
    /// table and not read it, on a standby, or because an event trigger refuses it. None of that is
    /// about the index.
    record Untried() implements Verdict {}
  }

  /// @param connection in auto-commit mode, and again afterwards
  /// @param lockTimeout how long to wait for somebody who has the table to himself
  /// @throws SQLException where that was not enough (55P03) or the connection broke
  public static Verdict of(
      Connection connection, QualifiedName table, IndexDefinition definition, Duration lockTimeout)
      throws SQLException {
    if (!mayMakeTemporaryTables(connection)) {
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
      statement.execute(
          IndexSql.create(OperatorClasses.qualified(connection, definition), index(table), trial));
      return new Verdict.Possible(read(connection, index(table)).asAskedFor(definition));
    } catch (SQLException e) {
      rollback(connection, e);
      if (isRaised(e) || (likeIt && (isCalled(e) || isForbidden(e)))) {
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

  /// `RAISE EXCEPTION`: nothing that makes a table or an index says so by itself.
  private static boolean isRaised(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("P0");
  }

  /// `LIKE` reads the table and uses its types, which an index of its owner does not ask for.
  private static boolean isForbidden(SQLException e) {
    return "42501".equals(e.getSQLState());
  }

  /// A function failed or raised a state of its own.
  private static boolean isCalled(SQLException e) {
    return e instanceof PSQLException psql
        && psql.getServerErrorMessage() != null
        && psql.getServerErrorMessage().getWhere() != null;
  }

  private static boolean mayMakeTemporaryTables(Connection connection) throws SQLException {
    return Sql.of(connection, MAY_TRY).one(row -> row.getBoolean("may"));
  }

  /// Never the table's own name, which the temporary table has taken.
  private static String index(QualifiedName table) {
    return table.name().equals(INDEX) ? INDEX + "_" : INDEX;
  }

  private static IndexShape read(Connection connection, String index) throws SQLException {
    return Sql.of(connection, SHAPE, index)
        .first(row -> Json.read(row.getString("shape"), IndexShape.class))
        .orElseThrow(
            () -> new IllegalStateException("an index that was made a moment ago is not there"));
  }

  private static void rollback(Connection connection, SQLException because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
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
      // The table went away meanwhile: not for this class to judge.
      case "42P01" -> null;
      default ->
          state.startsWith("42") || state.startsWith("0A") || state.startsWith("22")
              ? new Verdict.Refused(
                  ErrorCode.UNSUPPORTED_INDEX, firstLine(e) + elsewhere(connection, definition))
              : null;
    };
  }

  /// Where operator classes without a schema are, if not in `pg_catalog`.
  private static String elsewhere(Connection connection, IndexDefinition definition)
      throws SQLException {
    for (String name : definition.operatorClasses()) {
      if (name.isEmpty() || name.indexOf('.') >= 0) {
        continue;
      }
      List<String> schemas = OperatorClasses.schemas(connection, definition, name);
      if (schemas.size() > 1) {
        return "; write it with its schema, one of " + String.join(", ", schemas);
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
