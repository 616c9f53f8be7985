package dev.plimsoll.vectors.table;

import org.jspecify.annotations.Nullable;

/// A column of vectors.
///
/// @param dimensions that its type allows only; null for any
/// @param extensionSchema of pgvector's operators; null for a `real[]`
/// @param extensionVersion of pgvector, for example `0.8.0`; null for a `real[]`
public record VectorColumn(
    String name,
    VectorKind kind,
    @Nullable Integer dimensions,
    @Nullable String extensionSchema,
    @Nullable String extensionVersion) {}
