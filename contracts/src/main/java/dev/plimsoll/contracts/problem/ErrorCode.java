package dev.plimsoll.contracts.problem;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An error's code, which never changes, with its HTTP status and its remedy.
///
/// No enum: later versions have more codes, which are carried and shown as they came. One object
/// stands for each [KnownError], so `==` compares these.
public final class ErrorCode {
  private static final Map<KnownError, ErrorCode> KNOWN =
      Arrays.stream(KnownError.values())
          .collect(Collectors.toMap(Function.identity(), ErrorCode::new));
  private static final Map<String, ErrorCode> BY_VALUE =
      KNOWN.values().stream().collect(Collectors.toMap(ErrorCode::value, Function.identity()));

  public static final ErrorCode INVALID_REQUEST = of(KnownError.INVALID_REQUEST);
  public static final ErrorCode UNAUTHENTICATED = of(KnownError.UNAUTHENTICATED);
  public static final ErrorCode NOT_PERMITTED = of(KnownError.NOT_PERMITTED);
  public static final ErrorCode NOT_FOUND = of(KnownError.NOT_FOUND);
  public static final ErrorCode METHOD_NOT_ALLOWED = of(KnownError.METHOD_NOT_ALLOWED);
  public static final ErrorCode REQUEST_TOO_LARGE = of(KnownError.REQUEST_TOO_LARGE);
  public static final ErrorCode UNSUPPORTED_MEDIA_TYPE = of(KnownError.UNSUPPORTED_MEDIA_TYPE);
  public static final ErrorCode TOO_MANY_REQUESTS = of(KnownError.TOO_MANY_REQUESTS);
  public static final ErrorCode TIME_LIMIT = of(KnownError.TIME_LIMIT);
  public static final ErrorCode CONFLICT = of(KnownError.CONFLICT);
  public static final ErrorCode EDITED_MEANWHILE = of(KnownError.EDITED_MEANWHILE);
  public static final ErrorCode WORKER_LOST = of(KnownError.WORKER_LOST);
  public static final ErrorCode USAGE = of(KnownError.USAGE);
  public static final ErrorCode DATABASE_UNREACHABLE = of(KnownError.DATABASE_UNREACHABLE);
  public static final ErrorCode AUTHENTICATION_FAILED = of(KnownError.AUTHENTICATION_FAILED);
  public static final ErrorCode DATABASE_NOT_FOUND = of(KnownError.DATABASE_NOT_FOUND);
  public static final ErrorCode CREDENTIAL_MISSING = of(KnownError.CREDENTIAL_MISSING);
  public static final ErrorCode INSUFFICIENT_PRIVILEGE = of(KnownError.INSUFFICIENT_PRIVILEGE);
  public static final ErrorCode TABLE_NOT_FOUND = of(KnownError.TABLE_NOT_FOUND);
  public static final ErrorCode UNSUPPORTED_TYPE = of(KnownError.UNSUPPORTED_TYPE);
  public static final ErrorCode VALUE_NOT_CARRIED = of(KnownError.VALUE_NOT_CARRIED);
  public static final ErrorCode SOURCE_UNSTABLE = of(KnownError.SOURCE_UNSTABLE);
  public static final ErrorCode READER_DIED = of(KnownError.READER_DIED);
  public static final ErrorCode UNSUPPORTED_SERVER = of(KnownError.UNSUPPORTED_SERVER);
  public static final ErrorCode UNSAFE_SERVER = of(KnownError.UNSAFE_SERVER);
  public static final ErrorCode SOURCE_CHANGED = of(KnownError.SOURCE_CHANGED);
  public static final ErrorCode SCHEMA_DRIFT = of(KnownError.SCHEMA_DRIFT);
  public static final ErrorCode WATERMARK_LOST = of(KnownError.WATERMARK_LOST);
  public static final ErrorCode TOO_MANY_DELETES = of(KnownError.TOO_MANY_DELETES);
  public static final ErrorCode TARGET_NOT_EMPTY = of(KnownError.TARGET_NOT_EMPTY);
  public static final ErrorCode TARGET_OWNED = of(KnownError.TARGET_OWNED);
  public static final ErrorCode TARGET_MISMATCH = of(KnownError.TARGET_MISMATCH);
  public static final ErrorCode ROW_REFUSED = of(KnownError.ROW_REFUSED);
  public static final ErrorCode COPY_REFUSED = of(KnownError.COPY_REFUSED);
  public static final ErrorCode TARGET_REPLACED = of(KnownError.TARGET_REPLACED);
  public static final ErrorCode DISK_FULL = of(KnownError.DISK_FULL);
  public static final ErrorCode OUT_OF_MEMORY = of(KnownError.OUT_OF_MEMORY);
  public static final ErrorCode CONNECTION_LOST = of(KnownError.CONNECTION_LOST);
  public static final ErrorCode SERIALIZATION_FAILED = of(KnownError.SERIALIZATION_FAILED);
  public static final ErrorCode CREDENTIAL_REFUSED = of(KnownError.CREDENTIAL_REFUSED);
  public static final ErrorCode CREDENTIAL_UNREADABLE = of(KnownError.CREDENTIAL_UNREADABLE);
  public static final ErrorCode BUCKET_NOT_FOUND = of(KnownError.BUCKET_NOT_FOUND);
  public static final ErrorCode STORAGE_UNAVAILABLE = of(KnownError.STORAGE_UNAVAILABLE);
  public static final ErrorCode STORAGE_REFUSED = of(KnownError.STORAGE_REFUSED);
  public static final ErrorCode STORAGE_UNTRUSTED = of(KnownError.STORAGE_UNTRUSTED);
  public static final ErrorCode KAFKA_UNREACHABLE = of(KnownError.KAFKA_UNREACHABLE);
  public static final ErrorCode OBJECT_CORRUPT = of(KnownError.OBJECT_CORRUPT);
  public static final ErrorCode EXTRACT_CANCELLED = of(KnownError.EXTRACT_CANCELLED);
  public static final ErrorCode SNAPSHOT_LOST = of(KnownError.SNAPSHOT_LOST);
  public static final ErrorCode ICEBERG_TABLE_NOT_FOUND = of(KnownError.ICEBERG_TABLE_NOT_FOUND);
  public static final ErrorCode ICEBERG_TABLE_MISMATCH = of(KnownError.ICEBERG_TABLE_MISMATCH);
  public static final ErrorCode ICEBERG_TABLE_NOT_EMPTY = of(KnownError.ICEBERG_TABLE_NOT_EMPTY);
  public static final ErrorCode ICEBERG_COMMIT_UNRESOLVED =
      of(KnownError.ICEBERG_COMMIT_UNRESOLVED);
  public static final ErrorCode UNKNOWN_PARTITION = of(KnownError.UNKNOWN_PARTITION);
  public static final ErrorCode PARTITION_FULL = of(KnownError.PARTITION_FULL);
  public static final ErrorCode OFFSET_OUT_OF_RANGE = of(KnownError.OFFSET_OUT_OF_RANGE);
  public static final ErrorCode BATCH_CONFLICT = of(KnownError.BATCH_CONFLICT);
  public static final ErrorCode FILE_CONFLICT = of(KnownError.FILE_CONFLICT);
  public static final ErrorCode OUT_OF_SEQUENCE = of(KnownError.OUT_OF_SEQUENCE);
  public static final ErrorCode PRODUCER_FENCED = of(KnownError.PRODUCER_FENCED);
  public static final ErrorCode LOG_REFUSED = of(KnownError.LOG_REFUSED);
  public static final ErrorCode BACKLOG_FULL = of(KnownError.BACKLOG_FULL);
  public static final ErrorCode MALFORMED_MESSAGE = of(KnownError.MALFORMED_MESSAGE);
  public static final ErrorCode FORGED_MESSAGE = of(KnownError.FORGED_MESSAGE);
  public static final ErrorCode DUPLICATE_KEYS = of(KnownError.DUPLICATE_KEYS);
  public static final ErrorCode NULL_KEYS = of(KnownError.NULL_KEYS);
  public static final ErrorCode NOT_A_TABLE = of(KnownError.NOT_A_TABLE);
  public static final ErrorCode COLUMN_NOT_FOUND = of(KnownError.COLUMN_NOT_FOUND);
  public static final ErrorCode FOREIGN_INVALID_INDEX = of(KnownError.FOREIGN_INVALID_INDEX);
  public static final ErrorCode LOCK_TIMEOUT = of(KnownError.LOCK_TIMEOUT);
  public static final ErrorCode TABLE_UNREADABLE = of(KnownError.TABLE_UNREADABLE);
  public static final ErrorCode PRIMARY_KEY_EXISTS = of(KnownError.PRIMARY_KEY_EXISTS);
  public static final ErrorCode UNSUPPORTED_INDEX = of(KnownError.UNSUPPORTED_INDEX);
  public static final ErrorCode DDL_REFUSED = of(KnownError.DDL_REFUSED);
  public static final ErrorCode DATABASE_IN_USE = of(KnownError.DATABASE_IN_USE);
  public static final ErrorCode PLAN_MOVED = of(KnownError.PLAN_MOVED);
  public static final ErrorCode STATEMENTS_UNKNOWN = of(KnownError.STATEMENTS_UNKNOWN);
  public static final ErrorCode ANALYSIS_RUNNING = of(KnownError.ANALYSIS_RUNNING);
  public static final ErrorCode ANALYSIS_LOST = of(KnownError.ANALYSIS_LOST);
  public static final ErrorCode LOAD_LINE_EXCEEDED = of(KnownError.LOAD_LINE_EXCEEDED);
  public static final ErrorCode BUILD_RELEASED = of(KnownError.BUILD_RELEASED);
  public static final ErrorCode TEMPORARY_FILE_LIMIT = of(KnownError.TEMPORARY_FILE_LIMIT);
  public static final ErrorCode BUILD_CANCELLED = of(KnownError.BUILD_CANCELLED);
  public static final ErrorCode DEPENDENCY_FAILED = of(KnownError.DEPENDENCY_FAILED);
  public static final ErrorCode REGISTRATION_CHANGED = of(KnownError.REGISTRATION_CHANGED);
  public static final ErrorCode BUILD_LOST = of(KnownError.BUILD_LOST);
  public static final ErrorCode PORT_IN_USE = of(KnownError.PORT_IN_USE);
  public static final ErrorCode ALREADY_RUNNING = of(KnownError.ALREADY_RUNNING);
  public static final ErrorCode NOT_RUNNING = of(KnownError.NOT_RUNNING);
  public static final ErrorCode DATA_VERSION = of(KnownError.DATA_VERSION);
  public static final ErrorCode DATA_FOLDER = of(KnownError.DATA_FOLDER);
  public static final ErrorCode START_FAILED = of(KnownError.START_FAILED);
  public static final ErrorCode TOKEN_NOT_TAKEN = of(KnownError.TOKEN_NOT_TAKEN);
  public static final ErrorCode TOKEN_STILL_TAKEN = of(KnownError.TOKEN_STILL_TAKEN);
  public static final ErrorCode SERVER_NOT_INSTALLED = of(KnownError.SERVER_NOT_INSTALLED);
  public static final ErrorCode INTERRUPTED = of(KnownError.INTERRUPTED);
  public static final ErrorCode CHECK_FAILED = of(KnownError.CHECK_FAILED);
  public static final ErrorCode INTERNAL = of(KnownError.INTERNAL);

  private final String value;
  private final @Nullable KnownError known;
  private final int status;
  private final String title;
  private final String fix;

  private ErrorCode(KnownError known) {
    this.value = known.value();
    this.known = known;
    this.status = known.status();
    this.title = known.title();
    this.fix = known.fix();
  }

  private ErrorCode(String value, int status, String title, String fix) {
    this.value = value;
    this.known = null;
    this.status = status;
    this.title = title;
    this.fix = fix;
  }

  private static ErrorCode of(KnownError known) {
    return Objects.requireNonNull(KNOWN.get(known));
  }

  /// All codes of this version, in the order of the reference.
  public static List<ErrorCode> values() {
    return Arrays.stream(KnownError.values()).map(ErrorCode::of).toList();
  }

  /// The code of this value, known or unknown.
  @JsonCreator
  public static ErrorCode of(String value) {
    return of(
        value,
        500,
        "An error that this version does not know",
        "Read what is told of it; a version that knows it (the service's) says what to do.");
  }

  /// The code of this value; an unknown one with the words of its sender.
  public static ErrorCode of(String value, int status, String title, String fix) {
    ErrorCode known = BY_VALUE.get(value);
    return known == null ? new ErrorCode(value, status, title, fix) : known;
  }

  /// The stable code, for example `database-unreachable`.
  @JsonValue
  public String value() {
    return value;
  }

  /// Null where this version does not know it.
  public @Nullable KnownError known() {
    return known;
  }

  /// Unknown codes are not tried again.
  public RetryCategory retry() {
    return known == null ? RetryCategory.LASTING : known.retry();
  }

  /// Whether the same request may succeed later by itself.
  public boolean isTransient() {
    return retry() == RetryCategory.TRANSIENT;
  }

  /// HTTP status; 500 for an unknown code.
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String fix() {
    return fix;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ErrorCode code && value.equals(code.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
