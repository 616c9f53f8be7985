package dev.plimsoll.connector.source;

import org.jspecify.annotations.Nullable;

/// How a request wants a table read.
///
/// @param strategy one of {@link dev.plimsoll.connector.table.ReadStrategy#NAMES}; null for the
///     connector's choice
/// @param strict under one snapshot, or not at all
/// @param workers on one table; 0 for the connector's number
/// @param files that a table is to be written into; 0 for any number
/// @param proven by its source: each file is compared with a digest that the source computes
public record ReadingWish(
    @Nullable String strategy, boolean strict, int workers, int files, boolean proven) {}
