package dev.plimsoll.sync.recovery;

/// Side effects of this service whose answer may be lost although they have happened. A test fails
/// each of them before it happens, after it, and after it without an answer.
public enum SideEffect {
  /// A read task taken up, with the number of the attempt in this service's database.
  CLAIM_READ_TASK,
  PUT_OBJECT,
  /// One part of a multipart upload: the same bytes again are harmless.
  UPLOAD_PART,
  /// The end of a multipart upload, which creates the object.
  COMPLETE_UPLOAD,
  /// Removal of an object or upload that was never announced.
  REMOVE_LEFTOVER,
  /// A snapshot at the source, noted with its block ranges in this service's database.
  OPEN_GENERATION,
  /// The end of a generation whose snapshot is lost, and the beginning of the next.
  SUPERSEDE_GENERATION,
  /// Batch, read task position and messages in one transaction of this service's database.
  ANNOUNCE,
  /// The end of a read task, with its messages.
  FINISH_READ_TASK,
  /// Target table and offsets, prepared in one transaction of the target.
  PREPARE_TARGET,
  /// Note of the prepared target, in this service's database.
  NOTE_PREPARED,
  /// Rows and offset in one transaction of the target.
  COMMIT_LOAD,
  /// Note of loaded rows, with its messages, in this service's database.
  NOTE_LOADED,
  /// Deletes of a range of keys and their progress, in one transaction of the target.
  COMMIT_DELETES,
  /// The snapshot of an Iceberg table, by the catalog's compare-and-swap.
  COMMIT_SNAPSHOT,
  /// Note of the snapshot, in this service's database.
  NOTE_SNAPSHOT,
  /// Extract of a schedule and its run's start, in one transaction of this service's database.
  START_RUN
}
