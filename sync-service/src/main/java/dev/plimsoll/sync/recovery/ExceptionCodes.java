package dev.plimsoll.sync.recovery;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.trust.Authorities;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Error codes of exceptions, which say whether a retry may help, and their messages for people.
public final class ExceptionCodes {
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INSUFFICIENT_STORAGE = 507;

  /// What Netty makes of an answer that is no HTTP.
  private static final int NO_HTTP = 999;

  private ExceptionCodes() {}

  public static ErrorCode code(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      ErrorCode own = ownCode(e);
      if (own != null) {
        return own;
      }
    }
    return ErrorCode.INTERNAL;
  }

  private static @Nullable ErrorCode ownCode(Throwable e) {
    boolean innermost = e.getCause() == null;
    return switch (e) {
      case PlimsollException known -> known.code();
      case UnsupportedValueException _ -> ErrorCode.VALUE_NOT_CARRIED;
      case LostUploadException _ -> ErrorCode.STORAGE_UNAVAILABLE;
      case NoSuchBucketException _ -> ErrorCode.BUCKET_NOT_FOUND;
      case S3Exception s3 -> storageCode(s3.statusCode());
      case SdkClientException _ when Authorities.isRefusal(e) -> ErrorCode.STORAGE_UNTRUSTED;
      case SdkClientException _ -> ErrorCode.STORAGE_UNAVAILABLE;
      case SQLException sql when SqlStates.state(sql) != null -> SqlStates.errorCode(sql);
      // The pool says without an SQLSTATE that it has no connection to give.
      case SQLException _ -> ErrorCode.CONNECTION_LOST;
      case InterruptedException _ -> ErrorCode.INTERRUPTED;
      case IOException _ when innermost -> ErrorCode.CONNECTION_LOST;
      default -> null;
    };
  }

  private static ErrorCode storageCode(int status) {
    if (status == INSUFFICIENT_STORAGE) {
      return ErrorCode.DISK_FULL;
    }
    return status >= SERVER_ERROR || status == TOO_MANY_REQUESTS
        ? ErrorCode.STORAGE_UNAVAILABLE
        : ErrorCode.STORAGE_REFUSED;
  }

  /// Whether a database has failed, and not refused the content of a statement.
  static boolean isOfTheDatabase(Throwable failure) {
    return chain(failure)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .findFirst()
        .filter(e -> !SqlStates.isRefusalOfContent(e))
        .isPresent();
  }

  /// Whether enough attempts were made already.
  public static boolean gaveUp(Throwable failure) {
    return chain(failure).anyMatch(SideEffects.GaveUpException.class::isInstance);
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  public static PlimsollException of(Throwable failure) {
    return of(code(failure), failure);
  }

  static PlimsollException of(ErrorCode code, Throwable failure) {
    return failure instanceof PlimsollException known
        ? known
        : new PlimsollException(code, message(failure), failure);
  }

  /// First line of the innermost message that is not blank. PostgreSQL puts rows into DETAIL, which
  /// is another line and left out.
  public static String message(Throwable failure) {
    @Nullable String message = null;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof S3Exception s3 && s3.statusCode() == NO_HTTP) {
        message = "what answers speaks no HTTP: is its endpoint one of https?";
        break;
      }
      if (e.getMessage() != null && !e.getMessage().isBlank()) {
        message = e.getMessage();
        if (e instanceof SQLException || e instanceof PlimsollException) {
          break;
        }
      }
    }
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
