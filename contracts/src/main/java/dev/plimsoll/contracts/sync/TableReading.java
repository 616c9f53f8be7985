package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The reading of an extract's table.
///
/// @param why reason for its strategy, in a sentence
/// @param generation 1, and one more after each lost snapshot
/// @param rowsPerSecond since the first rows; at first and after the end, since the start
/// @param extractedAt predicted by that rate; absent after the end, after 15 seconds without
///     progress, or where unknown
public record TableReading(
    String why,
    @JsonProperty("consistency") OpenEnum<Consistency> rawConsistency,
    int generation,
    double rowsPerSecond,
    double bytesPerSecond,
    boolean paused,
    @Nullable Instant extractedAt) {
  public @Nullable Consistency consistency() {
    return rawConsistency.known();
  }

  /// The consistency of a table's rows.
  public enum Consistency {
    /// All rows of one snapshot.
    SNAPSHOT,
    /// Each range of keys of its own snapshot: a row whose key changes meanwhile may be read twice
    /// or not at all.
    RANGE
  }
}
