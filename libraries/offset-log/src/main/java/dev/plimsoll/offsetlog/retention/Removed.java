package dev.plimsoll.offsetlog.retention;

/// The amount that was removed of the log.
public record Removed(int segments, long batches, long records, long bytes) {
  static final Removed NOTHING = new Removed(0, 0, 0, 0);

  boolean isNothing() {
    return segments == 0;
  }

  Removed plus(Removed other) {
    return new Removed(
        segments + other.segments,
        batches + other.batches,
        records + other.records,
        bytes + other.bytes);
  }
}
