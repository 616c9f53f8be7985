package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// The meaning of SQLSTATEs.
///
/// Source: PostgreSQL documentation, appendix A (error codes).
public final class SqlStates {
  private SqlStates() {}

  /// The code of the first exception in the chain that carries an SQLSTATE; INTERNAL for a state
  /// that stands for a defect of ours.
  public static ErrorCode errorCode(SQLException e) {
    return errorCode(state(e));
  }

  /// The first SQLSTATE in the chain of causes.
  public static @Nullable String state(@Nullable Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  /// Whether the server refuses what it was given: classes 22 (data exception) and 23 (integrity
  /// constraint violation). No retry helps.
  public static boolean isRefusalOfContent(SQLException e) {
    String state = state(e);
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  /// Whether a failure is of what the server was given or has stored, as against an outage, a
  /// deadlock or a full disk: refusals of content, a limit of the server that is exceeded (54), a
  /// page or an index entry that is damaged (XX001, XX002). Of many things that were done at once
  /// it may be one that makes it fail.
  public static boolean isOfContent(SQLException e) {
    String state = state(e);
    return isRefusalOfContent(e)
        || state != null
            && (state.startsWith("54") || state.equals("XX001") || state.equals("XX002"));
  }

  /// What the server adds to its message, for example the key that is duplicated. It may hold
  /// values of the table.
  public static @Nullable String detail(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    return server == null ? null : server.getDetail();
  }

  public static ErrorCode errorCode(@Nullable String state) {
    if (state == null) {
      return ErrorCode.INTERNAL;
    }
    return switch (state) {
      case "28000", "28P01" -> ErrorCode.AUTHENTICATION_FAILED;
      case "3D000" -> ErrorCode.DATABASE_NOT_FOUND;
      case "42501" -> ErrorCode.INSUFFICIENT_PRIVILEGE;
      case "42P01" -> ErrorCode.TABLE_NOT_FOUND;
      case "42703" -> ErrorCode.COLUMN_NOT_FOUND;
      case "53100" -> ErrorCode.DISK_FULL;
      case "53200" -> ErrorCode.OUT_OF_MEMORY;
      case "53400" -> ErrorCode.TEMPORARY_FILE_LIMIT;
      case "55P03" -> ErrorCode.LOCK_TIMEOUT;
      case "23505" -> ErrorCode.DUPLICATE_KEYS;
      case "23502" -> ErrorCode.NULL_KEYS;
      case "40001", "40P01" -> ErrorCode.SERIALIZATION_FAILED;
      // Shut down, crash, cannot connect now, too many connections, terminated by an administrator,
      // idle for too long, in a transaction or without.
      case "57P01", "57P02", "57P03", "53300", "25P03", "25P04", "57P05" ->
          ErrorCode.CONNECTION_LOST;
      default -> state.startsWith("08") ? ErrorCode.CONNECTION_LOST : ErrorCode.INTERNAL;
    };
  }
}
