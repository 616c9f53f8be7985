package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The watermark of a table's increments for one target. It only moves forward, over rows that are
/// announced and, with a target, loaded.
///
/// @param number in the order in which watermarks began
/// @param target absent for increments that stay in the log
/// @param targetTable where its name differs from the source's
/// @param mode `column` or `xmin`
/// @param column absent with `xmin`
/// @param value in the source's text; absent before the first increment has ended
/// @param waitsUpTo limit of increments while older transactions are open; absent where there are
///     none
public record WatermarkView(
    long number,
    String source,
    @Nullable String target,
    QualifiedName table,
    @Nullable QualifiedName targetTable,
    String mode,
    @Nullable String column,
    @Nullable String value,
    @Nullable String waitsUpTo,
    @Nullable Instant movedAt) {}
