package dev.plimsoll.advice;

import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is asked of the advisor.
///
/// @param trial null where costs decide
/// @param samples values for each parameter that is not known, 1 or more
/// @param seed of what is drawn by chance
/// @param solving time for the exact choice
/// @param tables that indexes are chosen on; null for all
/// @param leastRows tables with fewer, in little space, get no index
public record AdviceRequest(
    Budget budget,
    @Nullable Trial trial,
    int samples,
    long seed,
    Duration solving,
    @Nullable Set<QualifiedName> tables,
    long leastRows) {
  public AdviceRequest {
    tables = tables == null ? null : Set.copyOf(tables);
  }

  /// Measuring on a clone.
  ///
  /// @param schema a name that is not there, for the clone
  /// @param share of the tables' rows that are cloned, above 0 to 1
  /// @param cap of one run of a statement
  /// @param time for the search
  public record Trial(String schema, double share, Duration cap, Duration time) {}

  public static AdviceRequest byCosts(Budget budget) {
    return new AdviceRequest(budget, null, 5, 1, Duration.ofSeconds(10), null, 0);
  }

  public AdviceRequest measured(Trial how) {
    return new AdviceRequest(budget, how, samples, seed, solving, tables, leastRows);
  }

  public AdviceRequest withLeastRows(long rows) {
    return new AdviceRequest(budget, trial, samples, seed, solving, tables, rows);
  }

  /// The whole budget is for indexes on these tables.
  public AdviceRequest on(Collection<QualifiedName> some) {
    return new AdviceRequest(budget, trial, samples, seed, solving, Set.copyOf(some), leastRows);
  }

  boolean isAsked(QualifiedName table) {
    return tables == null || tables.contains(table);
  }
}
