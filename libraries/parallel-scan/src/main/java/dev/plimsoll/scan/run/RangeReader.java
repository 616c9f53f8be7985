package dev.plimsoll.scan.run;

import dev.plimsoll.scan.range.ScanRange;
import org.jspecify.annotations.Nullable;

/// Reads ranges. Called by several workers at once.
public interface RangeReader<K, P> {
  /// Reads from a range's beginning: as much as makes a portion, at least one key, or all.
  ///
  /// A portion is read again, and this one forgotten, where a thief has cut the range before the
  /// portion's end meanwhile; see {@link #reach}.
  ///
  /// @throws InterruptedException when the scan is cancelled
  /// @throws Exception ends the whole scan
  Portion<K, P> read(ScanRange<K> rest) throws Exception;

  /// Up to where the next read of this range will go, where that is known beforehand (a number of
  /// blocks, a window of ids); else null. Nobody cuts before it, so nothing is read twice.
  default @Nullable K reach(ScanRange<K> rest) {
    return null;
  }

  /// The result of one read of a range.
  ///
  /// @param content null where there was nothing
  /// @param end all keys before this one have been read: the end of the range that was asked for
  ///     where it was read whole, null for the end of all keys
  /// @param weight of the content in memory, in bytes or whatever the scan's budget counts; 0 or
  // more
  record Portion<K, P>(@Nullable P content, @Nullable K end, long weight) {}
}
