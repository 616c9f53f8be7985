package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The reading of a table of an extract: by what means, and how fast.
///
/// @param why its strategy was chosen, in a sentence
/// @param consistency of what was read, in a word that {@link Consistency} explains
/// @param generation 1, and one more each time that the reading began anew because its snapshot was
///     lost; what older ones had read was never announced
/// @param rowsPerSecond since its first rows were seen; before two counts of them and once it has
///     ended, since it was begun
/// @param bytesPerSecond of objects since the reading began; 0 before it
/// @param paused by somebody, until resumed
/// @param extractedAt when the reading is expected to end by that rate and the source's estimate of
///     rows; absent where nothing can be said, where it has stood still for 15 seconds or where it
///     has ended
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

  /// Which moment of the source a table's rows are of.
  public enum Consistency {
    /// All rows are of one moment.
    SNAPSHOT,
    /// Each range of keys is of the moment its query began at: a row whose key is changed
    /// meanwhile may be read twice or not at all, any other once.
    RANGE
  }
}
