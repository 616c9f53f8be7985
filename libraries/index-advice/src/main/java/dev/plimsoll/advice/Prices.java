package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.IndexEstimator;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Sizes of candidates by the formulas, from statistics.
final class Prices {
  private Prices() {}

  /// @param writes of each table: entries that an index would have got
  static Map<Candidate, ChoiceProblem.Price> of(
      DatabaseFacts facts,
      Map<QualifiedName, WriteOverhead> writes,
      Upkeep upkeep,
      Collection<ChoiceProblem.Options> statements) {
    Map<Candidate, ChoiceProblem.Price> prices = new HashMap<>();
    for (ChoiceProblem.Options options : statements) {
      for (ChoiceProblem.Configuration some : options.with()) {
        for (Candidate candidate : some.indexes()) {
          WriteOverhead of = writes.getOrDefault(candidate.table(), WriteOverhead.NONE);
          prices.computeIfAbsent(
              candidate,
              one -> new ChoiceProblem.Price(bytes(facts, one), of.entries(), upkeep.of(one)));
        }
      }
    }
    return prices;
  }

  static long bytes(DatabaseFacts facts, Candidate candidate) {
    TableFacts table = facts.tables().get(candidate.table());
    return table == null
        ? 0
        : IndexEstimator.of(facts, table, candidate.definition()).work().indexBytes();
  }
}
