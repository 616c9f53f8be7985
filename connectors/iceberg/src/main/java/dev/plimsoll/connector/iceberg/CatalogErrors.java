package dev.plimsoll.connector.iceberg;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;

/// Meanings of what Iceberg's library throws: a REST catalog refuses, fails, or does not answer.
/// Pure.
final class CatalogErrors {
  private CatalogErrors() {}

  /// The failure with its own code; the exception itself where the chain of its causes says more
  /// than the library does.
  static RuntimeException meaning(RuntimeException failure) {
    boolean rest = false;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof PlimsollException) {
        return failure;
      }
      rest |= e instanceof RESTException;
      ErrorCode code = rest ? code(e) : null;
      if (code != null) {
        return new PlimsollException(code, message(e), failure);
      }
    }
    return failure;
  }

  private static @Nullable ErrorCode code(Throwable e) {
    return switch (e) {
      case NotAuthorizedException _ -> ErrorCode.AUTHENTICATION_FAILED;
      case ForbiddenException _ -> ErrorCode.INSUFFICIENT_PRIVILEGE;
      case ServiceUnavailableException _ -> ErrorCode.CONNECTION_LOST;
      case ServiceFailureException _ -> ErrorCode.CONNECTION_LOST;
      // One with a cause is an answer that was not understood or trusted.
      case IOException _ when e.getCause() == null -> ErrorCode.CONNECTION_LOST;
      default -> null;
    };
  }

  private static String message(Throwable e) {
    @Nullable String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
