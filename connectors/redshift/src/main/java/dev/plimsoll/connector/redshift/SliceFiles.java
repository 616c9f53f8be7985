package dev.plimsoll.connector.redshift;

import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;

/// Suitability of a table's files for the slices of a cluster, each of which reads one at a time.
/// Pure.
///
/// Source: Database Developer Guide, "Loading data files": a number of files that is a multiple of
/// the slices, of about the same size, 1 MB to 1 GB compressed; Parquet files of 128 MB and more
/// are divided by COPY itself.
final class SliceFiles {
  private static final long MB = 1 << 20;
  private static final long DIVIDED = 128 * MB;
  private static final long SMALLEST = MB;
  private static final long LARGEST = 1024 * MB;
  private static final long WANTED = 256 * MB;
  private static final double ABOUT_THE_SAME = 1.5;

  private SliceFiles() {}

  /// Number of equal files that suits a table best: the same for each slice.
  ///
  /// @param bytes of the table, compressed
  /// @param slices at least 1
  static long wanted(long bytes, int slices) {
    long rounds = Math.max(1, Math.ceilDiv(bytes, slices * WANTED));
    return slices * rounds;
  }

  /// Remarks on what slows a load down; empty for nothing.
  ///
  /// @param bytes of each file
  /// @param slices 0 where not known
  static List<String> remarks(List<Long> bytes, int slices) {
    List<String> remarks = new ArrayList<>();
    LongSummaryStatistics sizes = bytes.stream().mapToLong(Long::longValue).summaryStatistics();
    boolean divided = !bytes.isEmpty() && sizes.getMin() >= DIVIDED;
    if (slices > 0 && !divided && bytes.size() % slices != 0) {
      remarks.add(
          "%d files are no multiple of %d slices: extract with --files %d"
              .formatted(bytes.size(), slices, wanted(sizes.getSum(), slices)));
    }
    if (!divided && bytes.size() > 1 && sizes.getMax() > ABOUT_THE_SAME * sizes.getMin()) {
      remarks.add(
          "files are of %d to %d bytes: the slice with the largest is waited for"
              .formatted(sizes.getMin(), sizes.getMax()));
    }
    if (bytes.size() > 1 && sizes.getMax() < SMALLEST) {
      remarks.add("files are below 1 MB: fewer are read faster");
    }
    if (!bytes.isEmpty() && sizes.getMax() > LARGEST) {
      remarks.add("files are above 1 GB: extract with --file-size 512MB");
    }
    return remarks;
  }
}
