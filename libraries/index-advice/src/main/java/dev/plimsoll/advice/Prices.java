package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.SizeRange;
import dev.plimsoll.planning.sizing.IndexEstimator;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Sizes of candidates by the formulas, from statistics or samples. An index of a partitioned table
/// takes what those of its partitions take together.
final class Prices {
  private Prices() {}

  /// @param writes of each table: entries that an index would have got
  static Map<Candidate, ChoiceProblem.Price> of(
      DatabaseFacts facts,
      PartitionTree tree,
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
              one ->
                  new ChoiceProblem.Price(
                      size(facts, tree, one).bytes(), of.entries(), upkeep.of(one)));
        }
      }
    }
    return prices;
  }

  /// @param bytes expected
  record Size(long bytes, SizeRange range) {}

  static Size size(DatabaseFacts facts, PartitionTree tree, Candidate candidate) {
    long bytes = 0;
    long low = 0;
    long high = 0;
    List<IndexEstimator.IndexEstimate> parts =
        tree.leaves(candidate.table()).stream()
            .map(leaf -> facts.tables().get(leaf))
            .filter(Objects::nonNull)
            .map(leaf -> IndexEstimator.of(facts, leaf, candidate.definition()))
            .toList();
    for (IndexEstimator.IndexEstimate part : parts) {
      bytes += part.work().indexBytes();
      low += part.range().lowBytes();
      high += part.range().highBytes();
    }
    List<String> bases = parts.stream().map(part -> part.range().basis()).distinct().toList();
    String basis =
        bases.size() == 1 ? bases.getFirst() : "each by a sample or by statistics of its own";
    return new Size(
        bytes,
        new SizeRange(
            low,
            high,
            parts.size() > 1 ? "%d partitions, %s".formatted(parts.size(), basis) : basis));
  }
}
