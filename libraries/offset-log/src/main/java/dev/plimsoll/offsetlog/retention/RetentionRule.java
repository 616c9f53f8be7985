package dev.plimsoll.offsetlog.retention;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rule of where a partition is to begin. Pure.
///
/// Whole segments go, from the first one on, as long as one of the rules wants it: so the log start
/// offset is the highest that any of them asks for.
///
/// @param olderThanMicros segments go whose youngest record, and all before them, are older: since
///     1970; null without such a rule
/// @param bytes segments go as long as those behind them hold so many; null without such a rule
/// @param beforeOffset segments go that end there or before; 0 without such a rule
record RetentionRule(@Nullable Long olderThanMicros, @Nullable Long bytes, long beforeOffset) {

  /// A segment as the rule sees it.
  ///
  /// @param nextOffset behind its last record
  /// @param youngestMicros of its records and all before them
  record Weighed(long nextOffset, long bytes, long youngestMicros) {}

  /// @param before where it begins now
  /// @param ceiling beyond which nothing goes: what log.commits has not published yet, what has no
  ///     offset
  /// @param bytesThere of all segments that are there
  /// @param segments the first ones that are there, in their order
  /// @return that, or more
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
