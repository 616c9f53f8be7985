package dev.plimsoll.connector.source;

import org.jspecify.annotations.Nullable;

/// A request's wishes for reading a table.
///
/// @param strategy one of {@link dev.plimsoll.connector.table.ReadStrategy#NAMES}; null for the
///     connector's choice
/// @param strict under one snapshot, or refused
/// @param workers on one table; 0 for the default
/// @param files to write the table into; 0 for any number
/// @param proven each file is compared with a digest that the source computes
public record ReadingWish(
    @Nullable String strategy, boolean strict, int workers, int files, boolean proven) {}
