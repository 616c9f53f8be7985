package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;

/// Classification of failures: of a batch, or of its surroundings such as a broken connection.
public final class Faults {
  private Faults() {}

  /// Whether the batches may cause it: bisection then finds the offender.
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

  /// Whether the batches cause it, not a check of what the server did.
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
