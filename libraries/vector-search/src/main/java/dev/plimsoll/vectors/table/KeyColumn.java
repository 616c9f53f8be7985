package dev.plimsoll.vectors.table;

/// A column of the key by which neighbours are named, and equally near ones are ordered.
///
/// @param type as `format_type` writes it, qualified
/// @param wholeNumber whether its values are ordered as a Java `long` is
public record KeyColumn(String name, String type, boolean wholeNumber) {}
