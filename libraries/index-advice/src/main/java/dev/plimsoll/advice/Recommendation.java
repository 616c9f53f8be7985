package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.contracts.plan.SizeRange;
import java.util.List;

/// Index that the workload wants.
///
/// @param priority 1 to 4, 1 first; also the phase to build it in
/// @param rationale a sentence
/// @param affected statements whose plans use it, the most time first
/// @param savedShare of the workload's time that these statements no longer take, 0 to 1
/// @param bytes by the formula, of a sample of the table
/// @param createSql runnable outside of a transaction
public record Recommendation(
    Candidate candidate,
    int priority,
    String rationale,
    List<AffectedStatement> affected,
    double savedShare,
    long bytes,
    SizeRange range,
    WriteOverhead writes,
    String createSql) {
  private static final double[] SHARES = {0.1, 0.02, 0.005};
  private static final List<String> IMPACTS = List.of("Very High", "High", "Medium", "Low");

  public Recommendation {
    affected = List.copyOf(affected);
  }

  /// In words: of the share of time saved.
  public String impact() {
    return IMPACTS.get(priority - 1);
  }

  static int priorityOf(double savedShare) {
    int priority = 1;
    while (priority <= SHARES.length && savedShare < SHARES[priority - 1]) {
      priority++;
    }
    return priority;
  }

  /// What writes to the table have to do for it.
  ///
  /// @param inserts rows inserted since statistics were reset: an entry each
  /// @param updates likewise; each adds an entry too, but for those that are heap-only (HOT)
  /// @param hotUpdates of these, heap-only
  /// @param entries added by them, had it been there: inserts, and updates that were not
  ///     heap-only.
  ///     Updates of its own columns cease to be heap-only, which is not counted
  /// @param entryBytes mean
  /// @param share of the workload's time that its own writes take for this index, as the choice
  ///     weighed it; 0 where the workload has none
  public record WriteOverhead(
      long inserts, long updates, long hotUpdates, long entries, double entryBytes, double share) {
    static final WriteOverhead NONE = new WriteOverhead(0, 0, 0, 0, 0, 0);
  }

  /// @param share of the workload's time before
  /// @param before milliseconds of a call; a unit of cost where `gain` is COST alone
  public record AffectedStatement(
      String id, long calls, double share, double before, double after, Gain gain) {}

  /// How a gain is known.
  public enum Gain {
    /// Both times were measured on a clone of the tables.
    MEASURED,
    /// The time before was measured; the time after is foretold in proportion to the planner's
    /// cost.
    FORETOLD,
    /// Costs of the planner, which are no times.
    COST
  }
}
