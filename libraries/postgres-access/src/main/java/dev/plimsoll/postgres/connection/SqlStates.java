package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Meaning of SQLSTATEs.
///
/// Source: PostgreSQL documentation, appendix A (error codes).
public final class SqlStates {
  private SqlStates() {}

  /// The code of the first SQLSTATE in the chain of causes; INTERNAL for a defect of this product.
  public static ErrorCode errorCode(SQLException e) {
    return refusesLogins(e) ? ErrorCode.CONNECTION_LOST : errorCode(state(e));
  }

  /// Whether a database takes no logins for now (`ALLOW_CONNECTIONS false`), as while somebody
  /// copies it. The same SQLSTATE in a session says something about an object.
  private static boolean refusesLogins(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
        ServerErrorMessage message = psql.getServerErrorMessage();
        return "55000".equals(message.getSQLState()) && "FATAL".equals(message.getSeverity());
      }
    }
    return false;
  }

  public static @Nullable String state(@Nullable Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }

  /// Whether the server refuses given data: class 22 (data exception) or 23 (integrity constraint
  /// violation). No retry helps.
  public static boolean isRefusalOfContent(SQLException e) {
    String state = state(e);
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  /// Whether given or stored data is the cause, and not an outage, a deadlock or a full disk:
  /// refusals of content, an exceeded limit (54), a damaged page or index entry (XX001, XX002). Of
  /// a batch, a single element may be the cause.
  public static boolean isOfContent(SQLException e) {
    String state = state(e);
    return isRefusalOfContent(e)
        || state != null
            && (state.startsWith("54") || state.equals("XX001") || state.equals("XX002"));
  }

  /// Whether a lock was not to be had at once, or in time.
  public static boolean isLockNotAvailable(SQLException e) {
    return "55P03".equals(state(e));
  }

  /// Whether a server had too little dynamic shared memory, of which `/dev/shm` is often small, for
  /// what leader and workers share. Its segments' names are the same in every language.
  public static boolean lacksSharedMemory(SQLException e) {
    String state = state(e);
    String message = e.getMessage();
    return ("53100".equals(state) || "53200".equals(state))
        && message != null
        && message.contains("/PostgreSQL.");
  }

  /// The first line of a message: table data is in DETAIL, on another line. The class where an
  /// exception has none.
  public static String firstLine(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  /// The detail of the server's message, for example a duplicate key. It may contain table data.
  public static @Nullable String detail(SQLException e) {
    ServerErrorMessage server =
        e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
    return server == null ? null : server.getDetail();
  }

  public static ErrorCode errorCode(@Nullable String state) {
    return switch (state) {
      case null -> ErrorCode.INTERNAL;
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
      // Shutdown, crash, cannot connect now, too many connections, terminated by an administrator,
      // idle for too long.
      case "57P01", "57P02", "57P03", "53300", "25P03", "25P04", "57P05" ->
          ErrorCode.CONNECTION_LOST;
      default -> state.startsWith("08") ? ErrorCode.CONNECTION_LOST : ErrorCode.INTERNAL;
    };
  }
}
