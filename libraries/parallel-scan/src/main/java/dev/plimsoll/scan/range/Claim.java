package dev.plimsoll.scan.range;

/// Who holds a range.
///
/// @param worker its name, for people
/// @param epoch a fencing token: no two claims of a board have the same, later ones have greater
public record Claim(String worker, long epoch) {}
