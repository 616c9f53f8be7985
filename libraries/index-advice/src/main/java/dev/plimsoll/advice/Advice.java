package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.cost.PlanCosts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answer of the advisor.
///
/// @param basis how costs were found
/// @param recommendations the first to build first
/// @param notProposed what also serves a statement, and why it is not there
/// @param total of the workload
/// @param slower statements that the set slows by more than 10 %, which no better set avoided
/// @param unread statements that PostgreSQL or this library could not read, explain or run, with
///     the reason
/// @param notes what else a reader has to know
/// @param schema what no index can help, and what would
public record Advice(
    PlanCosts.Basis basis,
    List<Recommendation> recommendations,
    List<NotProposed> notProposed,
    Total total,
    List<String> slower,
    List<String> unread,
    List<String> notes,
    List<SchemaAdvice> schema) {
  public Advice {
    schema = List.copyOf(schema);
    recommendations = List.copyOf(recommendations);
    notProposed = List.copyOf(notProposed);
    slower = List.copyOf(slower);
    unread = List.copyOf(unread);
    notes = List.copyOf(notes);
  }

  public record NotProposed(Candidate candidate, String reason) {}

  /// @param before weighted by calls; milliseconds, or units of cost as the gain says
  /// @param after with all recommendations
  /// @param modelled costs of the choice, before any measuring
  public record Total(double before, double after, Recommendation.Gain gain, Modelled modelled) {
    public double ratio() {
      return before / after;
    }
  }

  /// Model's costs of the workload: without new indexes, by greed, and at best.
  ///
  /// @param exact null where the solver was not to be had
  /// @param bound no set within the budget costs less; NaN where nothing is proven
  public record Modelled(double without, double greedy, @Nullable Double exact, double bound) {
    /// Share by which greed is above the bound; NaN where nothing is proven.
    public double greedyGap() {
      return (greedy - bound) / bound;
    }
  }

  /// What is to be said of any index: proposed, or why it is not.
  public String opinion(Candidate candidate) {
    for (Recommendation one : recommendations) {
      if (one.candidate().equals(candidate)) {
        return "proposed, priority " + one.priority();
      }
    }
    for (Recommendation one : recommendations) {
      if (candidate.isPrefixOf(one.candidate())) {
        return "served by " + one.candidate().brief() + ", which begins with it";
      }
    }
    return notProposed.stream()
        .filter(one -> one.candidate().equals(candidate))
        .map(NotProposed::reason)
        .findFirst()
        .orElse("no statement of the workload gains by it");
  }
}
