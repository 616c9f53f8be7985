package dev.plimsoll.scan.range;

/// The claim of a worker on a range.
///
/// @param worker its name, for people
/// @param epoch a fencing token: no two claims of a board have the same, later ones have greater
public record RangeClaim(String worker, long epoch) {}
