package dev.plimsoll.contracts.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The pace of a table's rows along one part of their way.
///
/// @param rowsPerSecond more than 0; of reading that of late, of loading that since the first row
/// @param endsAt when all of the table's rows will be there by that rate and the source's estimate
///     of them; absent where they stand still or are more than was estimated
public record Pace(double rowsPerSecond, @Nullable Instant endsAt) {}
