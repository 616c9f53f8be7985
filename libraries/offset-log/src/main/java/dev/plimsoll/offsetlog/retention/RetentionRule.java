package dev.plimsoll.offsetlog.retention;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rule for a partition's log start offset. Pure. Whole segments expire, from the first one
/// on, while one of the limits says so.
///
/// @param olderThanMicros since 1970: segments without a younger record expire; null for no limit
/// @param bytes segments expire while those behind them hold so many; null for no limit
/// @param beforeOffset segments that end there or before expire; 0 for none
record RetentionRule(@Nullable Long olderThanMicros, @Nullable Long bytes, long beforeOffset) {

  /// @param nextOffset behind its last record
  /// @param youngestMicros of all records up to its end
  record Weighed(long nextOffset, long bytes, long youngestMicros) {}

  /// @param before the present log start offset
  /// @param ceiling the limit: unpublished batches stay
  /// @param bytesThere of all segments
  /// @param segments the first ones, in their order
  /// @return the log start offset, not less than before
  long logStart(long before, long ceiling, long bytesThere, List<Weighed> segments) {
    long logStart = before;
    long behind = bytesThere;
    for (Weighed segment : segments) {
      behind -= segment.bytes();
      if (segment.nextOffset() > ceiling
          || segment.nextOffset() > logStart && !goes(segment, behind)) {
        break;
      }
      logStart = Math.max(logStart, segment.nextOffset());
    }
    return logStart;
  }

  private boolean goes(Weighed segment, long behind) {
    return olderThanMicros != null && segment.youngestMicros() < olderThanMicros
        || bytes != null && behind >= bytes
        || segment.nextOffset() <= beforeOffset;
  }
}
