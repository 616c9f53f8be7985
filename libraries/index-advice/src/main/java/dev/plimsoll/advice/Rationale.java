package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.AffectedStatement;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.List;
import java.util.Locale;

/// Sentence that says why an index is wanted.
final class Rationale {
  private Rationale() {}

  static String of(Candidate candidate, List<AffectedStatement> affected, DatabaseFacts facts) {
    TableFacts table = facts.tables().get(candidate.table());
    AffectedStatement most = affected.getFirst();
    double share = affected.stream().mapToDouble(AffectedStatement::share).sum();
    IndexDefinition definition = candidate.definition();
    String others = affected.size() == 1 ? "" : " and %d more".formatted(affected.size() - 1);
    String what =
        definition.included().isEmpty() ? "finds the rows" : "holds all that is read of the rows";
    String part =
        definition.predicate().isEmpty() ? "" : ", of the rows where " + definition.predicate();
    return String.format(
        Locale.ROOT,
        "%s%s, %.1f %% of the workload's time, read %s (%s) for few of its rows: this index %s%s.",
        most.id(),
        others,
        100 * share,
        candidate.table().name(),
        table == null ? "" : SizeText.bytes(table.heapBytes()),
        what,
        part);
  }
}
