package dev.plimsoll.planning.sizing;

import java.util.List;

/// Size of a GIN index over arrays: each element once, with a compressed list of the rows that have
/// it, beside the element while that is short, else in pages of its own.
///
/// Source: `ginpostinglist.c` (numbers of rows as differences, 7 bits a byte, 11 bits of them the
/// row's place in its page; segments of 256 bytes, the first row of each in full) and
/// `gindatapage.c` (pages filled in order); checked against built indexes.
final class GinSize {
  private static final int PAGE_BYTES = 8_192;
  private static final int DATA_SPACE = 8_136;
  private static final int LONGEST_IN_ENTRY = 2_000;
  private static final double SEGMENT = 1.04;
  // Entries are inserted, and pages split in the middle.
  private static final double ENTRY_FILL = 0.7;
  private static final int LINE_POINTER = 4;

  private GinSize() {}

  static long bytes(List<Stratum> elements, long pages) {
    double entryBytes = 0;
    double treePages = 0;
    for (Stratum some : elements) {
      double rows = some.duplicates();
      double list = 6 + rows * itemBytes(rows, pages) * SEGMENT;
      boolean inEntry = list <= LONGEST_IN_ENTRY;
      entryBytes += some.values() * (some.tupleBytes() + LINE_POINTER + (inEntry ? list : 8));
      if (!inEntry) {
        double leaves = Math.max(1, list / DATA_SPACE);
        treePages += some.values() * (leaves > 1 ? Math.ceil(leaves) + 1 : 1);
      }
    }
    double entries = Math.max(1, Math.ceil(entryBytes / (DATA_SPACE * ENTRY_FILL)));
    double inner = entries > 1 ? Math.ceil(entries / 100) : 0;
    return Math.round(1 + entries + inner + treePages) * PAGE_BYTES;
  }

  /// Bytes of a row in a list: more, the further apart rows are.
  private static double itemBytes(double rows, long pages) {
    double apart = Math.max(1, pages) / Math.max(1, rows);
    return 1
        + apart * (1 - Math.exp(-1 / apart))
        + Math.exp(-8 / apart)
        + Math.exp(-1_024 / apart)
        + Math.exp(-131_072 / apart);
  }
}
