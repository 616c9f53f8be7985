package dev.plimsoll.postgres.statement;

/// A parameter in text form whose type the server infers, as it does for a constant. Where the
/// statement casts it, the cast is done once; that of a `text` parameter may be done for every row.
///
/// Source: PostgreSQL documentation, 10.1 (unknown-type literals).
public record Untyped(String text) {}
