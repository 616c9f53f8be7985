package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Watermark of a table: how far its increments have come.
///
/// @param value null before the first has ended
/// @param pending seen before, and not yet safe to read up to; null for nothing
/// @param columns of the last increment; empty before the first has ended
public record Watermark(
    @Nullable String value, @Nullable Observation pending, List<Column> columns) {
  public static final Watermark NONE = new Watermark(null, null, List.of());
}
