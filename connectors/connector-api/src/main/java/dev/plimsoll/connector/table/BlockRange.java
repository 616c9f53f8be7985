package dev.plimsoll.connector.table;

import java.util.ArrayList;
import java.util.List;

/// Half-open range of a heap's blocks.
///
/// @param number in its queue, from 0
/// @param endPage exclusive; {@link #OPEN} for the heap's end
public record BlockRange(int number, long firstPage, long endPage) {
  public static final long OPEN = -1;

  public boolean isOpen() {
    return endPage == OPEN;
  }

  /// Ranges that cover a heap; none for an empty one.
  ///
  /// @param pages of the heap, read after the snapshot was taken: later blocks are invisible to it
  /// @param perRange 1 or more
  public static List<BlockRange> cut(long pages, long perRange) {
    List<BlockRange> ranges = new ArrayList<>();
    for (long first = 0; first < pages; first += perRange) {
      long end = first + perRange;
      ranges.add(new BlockRange(ranges.size(), first, end < pages ? end : OPEN));
    }
    return List.copyOf(ranges);
  }
}
