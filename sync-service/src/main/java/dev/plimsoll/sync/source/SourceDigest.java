package dev.plimsoll.sync.source;

/// What a source says of some of its rows.
///
/// @param digest 16 hexadecimal digits; see {@link dev.plimsoll.sync.column.RowDigest}
public record SourceDigest(long rows, String digest) {}
