package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;

/// A classification of failures: of a batch, or of its surroundings. A connection that broke, a
/// deadlock, a full disk or a server that stops say nothing of any batch.
public final class Faults {
  private Faults() {}

  /// Whether it may be of what was to be placed: to be narrowed to its offender.
  static boolean mayBeOfContent(Exception e) {
    return switch (e) {
      case SQLException sql -> SqlStates.isOfContent(sql);
      case PlimsollException known -> known.code() == ErrorCode.CHECK_FAILED;
      case ArithmeticException _,
          IllegalArgumentException _,
          IndexOutOfBoundsException _,
          NegativeArraySizeException _,
          NullPointerException _ ->
          true;
      default -> false;
    };
  }

  /// Whether it is of the batches that were to be placed: no check of what the server did.
  public static boolean isOfBatches(Exception e) {
    return !(e instanceof PlimsollException) && mayBeOfContent(e);
  }

  static ErrorCode code(Exception e) {
    return e instanceof PlimsollException known ? known.code() : ErrorCode.MALFORMED_MESSAGE;
  }

  static String reason(Exception e) {
    return switch (e) {
      case SQLException sql -> "PostgreSQL refuses it, SQLSTATE " + SqlStates.state(sql);
      case PlimsollException known -> String.valueOf(known.getMessage());
      default -> "it cannot be placed: " + e.getClass().getSimpleName();
    };
  }
}
