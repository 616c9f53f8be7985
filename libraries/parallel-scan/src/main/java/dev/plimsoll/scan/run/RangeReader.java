package dev.plimsoll.scan.run;

import dev.plimsoll.scan.range.ScanRange;
import org.jspecify.annotations.Nullable;

/// Reader of ranges. Called by several workers at once, so it must be thread-safe.
public interface RangeReader<K, P> {
  /// Reads a portion from a range's beginning: at least one key.
  ///
  /// Where a thief cuts the range before the portion's end meanwhile, the portion is dropped and
  /// read again; see {@link #reach}.
  ///
  /// @throws InterruptedException when the scan is cancelled
  /// @throws Exception ends the whole scan
  Portion<K, P> read(ScanRange<K> rest) throws Exception;

  /// The end of the next read, where it is known beforehand (blocks, windows of ids); else null.
  /// From then on no cut lies before it; only one that comes between two reads makes the next one
  /// be done again.
  default @Nullable K reach(ScanRange<K> rest) {
    return null;
  }

  /// Ends what a worker reads, since the scan is to end. Unless a reader has a better way, it is
  /// interrupted, which closes the socket that a virtual thread reads from, and leaves its server
  /// at work.
  default void stop(Thread worker) {
    worker.interrupt();
  }

  /// Result of one read.
  ///
  /// @param content null for none
  /// @param end all keys before it were read; the requested range's end where it was read whole;
  ///     null for the end of all keys
  /// @param weight of the content in the budget's unit, 0 or more
  record Portion<K, P>(@Nullable P content, @Nullable K end, long weight) {}
}
