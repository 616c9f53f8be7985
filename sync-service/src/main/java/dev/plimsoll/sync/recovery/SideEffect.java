package dev.plimsoll.sync.recovery;

/// Every act of this service whose answer may be lost although it has happened. A test fails each
/// of them before it happens, after it, and after it without an answer.
public enum SideEffect {
  /// A read task taken up, with the number of the attempt in this service's database.
  CLAIM_READ_TASK,
  /// A whole small object.
  PUT_OBJECT,
  /// One part of a multipart upload: the same bytes again are harmless.
  UPLOAD_PART,
  /// The end of a multipart upload, with which the object comes to be.
  COMPLETE_UPLOAD,
  /// An object or upload taken away that nobody was told of.
  REMOVE_LEFTOVER,
  /// A snapshot at the source, noted with its block ranges in this service's database.
  OPEN_GENERATION,
  /// The end of a generation whose snapshot is lost, and the beginning of the next.
  SUPERSEDE_GENERATION,
  /// Batch, read task position and messages in one transaction of this service's database.
  ANNOUNCE,
  /// The end of a read task, with its messages.
  FINISH_READ_TASK,
  /// Target table and offsets, made ready in one transaction of the target.
  PREPARE_TARGET,
  /// That the target is ready, in this service's database.
  NOTE_PREPARED,
  /// Rows and offset in one transaction of the target.
  COMMIT_LOAD,
  /// What is loaded, noted with its messages in this service's database.
  NOTE_LOADED,
  /// Deletes of a range of keys and how far they are, in one transaction of the target.
  COMMIT_DELETES,
  /// The snapshot of an Iceberg table, by the catalog's compare-and-swap.
  COMMIT_SNAPSHOT,
  /// What is committed, noted in this service's database.
  NOTE_SNAPSHOT,
  /// An extract by the clock and its run's start, in one transaction of this service's database.
  START_RUN
}
