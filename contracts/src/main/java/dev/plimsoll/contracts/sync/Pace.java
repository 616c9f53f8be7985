package dev.plimsoll.contracts.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The speed of a table's rows in reading or loading.
///
/// @param rowsPerSecond above 0; of loading since the first row, of reading lately
/// @param endsAt predicted; absent where rows stand still or are more than estimated
public record Pace(double rowsPerSecond, @Nullable Instant endsAt) {}
