package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the server's error numbers mean to us; its SQLSTATEs tell too little apart.
///
/// Source: MariaDB documentation, "MariaDB Error Code Reference".
final class MariaDbErrors {
  // The driver puts the connection's number before each message.
  private static final Pattern CONNECTION = Pattern.compile("^\\(conn=\\d+\\) ");

  private MariaDbErrors() {}

  static PlimsollException of(SQLException e) {
    return new PlimsollException(code(e), reason(e), e);
  }

  static ErrorCode code(SQLException e) {
    return switch (e.getErrorCode()) {
      // Access denied for a user, with or without a password; an authentication we do not take.
      case 1045, 1698, 1251 -> ErrorCode.AUTHENTICATION_FAILED;
      case 1049 -> ErrorCode.DATABASE_NOT_FOUND;
      // On a database, a table, a column, for want of a global right.
      case 1044, 1142, 1143, 1227 -> ErrorCode.INSUFFICIENT_PRIVILEGE;
      case 1146 -> ErrorCode.TABLE_NOT_FOUND;
      case 1054 -> ErrorCode.COLUMN_NOT_FOUND;
      // The table was altered after the transaction had begun.
      case 1412 -> ErrorCode.SOURCE_CHANGED;
      case 1021, 1114 -> ErrorCode.DISK_FULL;
      case 1037, 1038, 1041 -> ErrorCode.OUT_OF_MEMORY;
      case 1205 -> ErrorCode.LOCK_TIMEOUT;
      case 1213 -> ErrorCode.SERIALIZATION_FAILED;
      // Too many connections, shutdown, a session that was killed or timed out.
      case 1040, 1203, 1053, 1077, 1317, 1927, 4031 -> ErrorCode.CONNECTION_LOST;
      default -> byState(e.getSQLState());
    };
  }

  private static ErrorCode byState(@Nullable String state) {
    if (state == null) {
      return ErrorCode.INTERNAL;
    }
    return state.startsWith("08") ? ErrorCode.CONNECTION_LOST : ErrorCode.INTERNAL;
  }

  /// The first line of the server's message.
  static String reason(SQLException e) {
    @Nullable String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : CONNECTION.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
  }
}
