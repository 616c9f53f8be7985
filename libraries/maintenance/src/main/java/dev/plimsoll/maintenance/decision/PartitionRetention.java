package dev.plimsoll.maintenance.decision;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;

/// Age at which partitions of a table are dropped with their rows.
///
/// @param keep from the partition's upper end on; a day or more
public record PartitionRetention(QualifiedName table, Duration keep) {
  private static final Duration LEAST = Duration.ofDays(1);

  public PartitionRetention {
    if (keep.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("partitions are kept for a day or more, not " + keep);
    }
  }
}
