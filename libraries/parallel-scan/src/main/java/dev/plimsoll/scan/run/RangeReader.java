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
}
