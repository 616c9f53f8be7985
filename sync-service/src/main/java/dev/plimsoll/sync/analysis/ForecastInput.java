package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.database.QualifiedName;
import org.jspecify.annotations.Nullable;

/// What is known of a table before it is read.
///
/// @param bounds null where nothing is known of its key
/// @param lookMillis that looking at both ends of the key has taken; 0 where it was not looked at
/// @param whole every row is read; nothing is remembered of an increment
public record ForecastInput(
    QualifiedName table,
    String strategy,
    @Nullable KeyBounds bounds,
    double lookMillis,
    Forecast forecast,
    boolean whole) {}
