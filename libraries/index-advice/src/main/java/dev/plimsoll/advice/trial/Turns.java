package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.trial.TrialTimer.Timed;

/// A statement's times with and without some indexes, of runs in turns: whatever else the machine
/// does meets both alike.
///
/// @param pairs of a run with and one without, 1 or more
/// @param slower of these, in which the run with was more than 10 % slower
public record Turns(Timed with, Timed without, int pairs, int slower) {
  private static final double REGRESSION = 1.1;
  private static final double NOISE_MILLIS = 0.05;
  private static final double MOSTLY = 0.75;

  /// Whether indexes make a statement slower.
  public enum Verdict {
    NO,
    YES,
    /// The fastest runs say so, and the pairs do not.
    UNCLEAR
  }

  /// Slower by more than 10 %, and by more than 50 µs, which is what two runs of one plan differ
  /// by.
  public static boolean isSlower(double millisBefore, double millisAfter) {
    return millisAfter > millisBefore * REGRESSION && millisAfter > millisBefore + NOISE_MILLIS;
  }

  public Verdict verdict() {
    if (!isSlower(without.millis(), with.millis())) {
      return Verdict.NO;
    }
    return slower >= MOSTLY * pairs ? Verdict.YES : Verdict.UNCLEAR;
  }

  /// What two series say of one statement, of which the second is the longer one: slower only where
  /// both do.
  static Verdict both(Verdict one, Verdict longer) {
    return longer == Verdict.YES && one != Verdict.YES ? Verdict.UNCLEAR : longer;
  }

  /// What the difference of the fastest runs may be wrong by, ms.
  double spread() {
    return Math.hypot(with.spread(), without.spread());
  }
}
