package dev.plimsoll.cli.terminal;

import dev.plimsoll.contracts.problem.ErrorCode;

/// Exit status of the command, the same in text and JSON.
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int NOT_ALLOWED = 4;
  public static final int REFUSED = 5;
  public static final int STILL_RUNNING = 6;
  public static final int FINDINGS = 7;
  public static final int NOT_RUNNING = 8;
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  public static int of(ErrorCode code) {
    return switch (code.known()) {
      // An error code of a later version.
      case null -> FAILED;
      case USAGE, INVALID_REQUEST, METHOD_NOT_ALLOWED, REQUEST_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          USAGE;
      // Not NOT_FOUND: a script that waits for a service tries again.
      case NOT_RUNNING -> NOT_RUNNING;
      case NOT_FOUND,
          DATABASE_NOT_FOUND,
          TABLE_NOT_FOUND,
          BUCKET_NOT_FOUND,
          ICEBERG_TABLE_NOT_FOUND,
          COLUMN_NOT_FOUND ->
          NOT_FOUND;
      case UNAUTHENTICATED,
          NOT_PERMITTED,
          AUTHENTICATION_FAILED,
          CREDENTIAL_MISSING,
          CREDENTIAL_REFUSED,
          CREDENTIAL_UNREADABLE,
          INSUFFICIENT_PRIVILEGE ->
          NOT_ALLOWED;
      case DISK_FULL,
          OUT_OF_MEMORY,
          TARGET_NOT_EMPTY,
          TARGET_OWNED,
          TARGET_MISMATCH,
          ICEBERG_TABLE_NOT_EMPTY,
          ICEBERG_TABLE_MISMATCH,
          SOURCE_CHANGED,
          SOURCE_UNSTABLE,
          SCHEMA_DRIFT,
          WATERMARK_LOST,
          TOO_MANY_DELETES,
          ROW_REFUSED,
          COPY_REFUSED,
          TARGET_REPLACED,
          UNSUPPORTED_SERVER,
          UNSAFE_SERVER,
          UNSUPPORTED_TYPE,
          VALUE_NOT_CARRIED,
          UNSUPPORTED_INDEX,
          DDL_REFUSED,
          DATABASE_IN_USE,
          PLAN_MOVED,
          LOG_REFUSED,
          BACKLOG_FULL,
          TOO_MANY_REQUESTS,
          TEMPORARY_FILE_LIMIT,
          LOAD_LINE_EXCEEDED,
          STATEMENTS_UNKNOWN ->
          REFUSED;
      case ALREADY_RUNNING -> STILL_RUNNING;
      case INTERRUPTED -> INTERRUPTED;
      case TIME_LIMIT,
          CONFLICT,
          ANALYSIS_RUNNING,
          ANALYSIS_LOST,
          EDITED_MEANWHILE,
          WORKER_LOST,
          DATABASE_UNREACHABLE,
          SERVER_NOT_INSTALLED,
          CONNECTION_LOST,
          SERIALIZATION_FAILED,
          STORAGE_UNAVAILABLE,
          STORAGE_REFUSED,
          STORAGE_UNTRUSTED,
          KAFKA_UNREACHABLE,
          OBJECT_CORRUPT,
          ICEBERG_COMMIT_UNRESOLVED,
          UNKNOWN_PARTITION,
          OFFSET_OUT_OF_RANGE,
          FILE_CONFLICT,
          OUT_OF_SEQUENCE,
          PRODUCER_FENCED,
          PARTITION_FULL,
          BATCH_CONFLICT,
          MALFORMED_MESSAGE,
          FORGED_MESSAGE,
          DUPLICATE_KEYS,
          NULL_KEYS,
          NOT_A_TABLE,
          TABLE_UNREADABLE,
          FOREIGN_INVALID_INDEX,
          LOCK_TIMEOUT,
          PRIMARY_KEY_EXISTS,
          BUILD_CANCELLED,
          EXTRACT_CANCELLED,
          SNAPSHOT_LOST,
          DEPENDENCY_FAILED,
          BUILD_LOST,
          REGISTRATION_CHANGED,
          BUILD_RELEASED,
          PORT_IN_USE,
          DATA_VERSION,
          DATA_FOLDER,
          START_FAILED,
          TOKEN_NOT_TAKEN,
          TOKEN_STILL_TAKEN,
          READER_DIED,
          CHECK_FAILED,
          INTERNAL ->
          FAILED;
    };
  }
}
