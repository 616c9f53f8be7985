package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import java.util.List;

/// What an earlier extract of the same table took.
///
/// @param rows 1 or more
/// @param seconds 0 where they are not known
/// @param bounds that were known of its key; empty for none
public record EarlierExtract(
    String strategy,
    long rows,
    long bytes,
    long queries,
    long files,
    double seconds,
    List<Long> bounds) {
  Figures figures() {
    return new Figures(rows, bytes, queries, files, seconds);
  }

  double bytesPerRow() {
    return (double) bytes / rows;
  }

  double rowsPerSecond() {
    return rows / seconds;
  }
}
