package dev.plimsoll.scan.range;

/// The facts of a range that has not ended, as a decision needs them.
///
/// @param id decides between ranges of the same extent: the lower is taken
/// @param held by a worker; else it waits
/// @param extent of what waits, or of what might be stolen
/// @param cuttable false when its space has said that it cannot be cut; of no weight while it waits
public record RangeFact(long id, boolean held, double extent, boolean cuttable) {}
