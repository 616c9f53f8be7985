package dev.plimsoll.offsetlog.audit;

/// The audited part of a partition: how far it was read, and what lies below, removed or not.
///
/// @param offset the first one that is not read
/// @param youngestMicros of the records below it; unknown where they were removed
record Audited(long offset, long batches, long bytes, long youngestMicros) {
  static final long UNKNOWN = Long.MIN_VALUE;
}
