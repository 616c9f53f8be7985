package dev.plimsoll.scan.workers;

/// A number of workers and why.
///
/// @param workers 1 or more
/// @param ranges to cut the table into at first; stealing does the rest
/// @param decider what the number came from
/// @param reason the same as a sentence
public record WorkerEstimate(int workers, int ranges, Decider decider, String reason) {
  /// What sets the number.
  public enum Decider {
    /// Too little to be shared.
    SMALL,
    /// Its size.
    PAGES,
    /// What the source grants.
    LIMIT,
    /// What the source is doing already.
    LOAD
  }
}
