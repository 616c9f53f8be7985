package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reading of an extract's table, as planned and so far.
///
/// @param strategy `blocks`, `keyset`, `stream` or a baseline
/// @param why reason for its strategy, in a sentence
/// @param sourceKey primary key at the source; empty where it has none
/// @param generation 1, and one more after each lost snapshot
/// @param increment absent where every row is read
public record TableReading(
    String strategy,
    String why,
    @JsonProperty("consistency") OpenEnum<Consistency> rawConsistency,
    List<String> sourceKey,
    int readTasks,
    int generation,
    boolean paused,
    Speed speed,
    @Nullable IncrementWindow increment) {
  public @Nullable Consistency consistency() {
    return rawConsistency.known();
  }

  /// @param rowsPerSecond since the first rows; at first and after the end, since the start
  /// @param extractedAt predicted by that rate; absent after the end, after 15 seconds without
  ///     progress, or where unknown
  public record Speed(double rowsPerSecond, double bytesPerSecond, @Nullable Instant extractedAt) {}

  /// The consistency of a table's rows.
  public enum Consistency {
    /// All rows of one snapshot.
    SNAPSHOT,
    /// Each range of keys of its own snapshot: a row whose key changes meanwhile may be read twice
    /// or not at all.
    RANGE
  }
}
