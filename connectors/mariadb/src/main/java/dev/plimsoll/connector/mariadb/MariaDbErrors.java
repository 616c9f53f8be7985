package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Error codes of the server's error numbers; its SQLSTATEs are too coarse.
///
/// Source: MariaDB documentation, "MariaDB Error Code Reference".
final class MariaDbErrors {
  // The driver prefixes messages with the connection's number.
  private static final Pattern CONNECTION = Pattern.compile("^\\(conn=\\d+\\) ");

  private MariaDbErrors() {}

  static PlimsollException of(SQLException e) {
    return new PlimsollException(code(e), reason(e), e);
  }

  static ErrorCode code(SQLException e) {
    return switch (e.getErrorCode()) {
      // Access denied, with or without a password; a login method that is not allowed.
      case 1045, 1698, 1251 -> ErrorCode.AUTHENTICATION_FAILED;
      case 1049 -> ErrorCode.DATABASE_NOT_FOUND;
      // A right on a database, table or column, or a global one, is missing.
      case 1044, 1142, 1143, 1227 -> ErrorCode.INSUFFICIENT_PRIVILEGE;
      case 1146 -> ErrorCode.TABLE_NOT_FOUND;
      case 1054 -> ErrorCode.COLUMN_NOT_FOUND;
      // The table was altered after the transaction began.
      case 1412 -> ErrorCode.SOURCE_CHANGED;
      case 1021, 1114 -> ErrorCode.DISK_FULL;
      case 1037, 1038, 1041 -> ErrorCode.OUT_OF_MEMORY;
      case 1205 -> ErrorCode.LOCK_TIMEOUT;
      case 1213 -> ErrorCode.SERIALIZATION_FAILED;
      // Too many connections, shutdown, a killed or timed-out session.
      case 1040, 1203, 1053, 1077, 1317, 1927, 4031 -> ErrorCode.CONNECTION_LOST;
      default -> {
        @Nullable String state = e.getSQLState();
        yield state != null && state.startsWith("08")
            ? ErrorCode.CONNECTION_LOST
            : ErrorCode.INTERNAL;
      }
    };
  }

  /// The service stops: keeps the thread's interruption.
  static PlimsollException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
  }

  /// The first line of the server's message.
  static String reason(SQLException e) {
    @Nullable String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : CONNECTION.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
  }
}
