package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.Gain;
import dev.plimsoll.advice.cost.PlanCosts;
import dev.plimsoll.advice.cost.SteadyCosts;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/// What a reader of the answer has to know of how it was found.
record AdviceNotes(WorkloadModel workload, Modelling modelling, Gain gain) {
  List<String> of(SteadyCosts costs, List<Recommendation> made) {
    List<String> notes = new ArrayList<>(ofPartitions(costs));
    PlanCosts.Basis basis = costs.basis();
    long bytes = made.stream().mapToLong(Recommendation::bytes).sum();
    if (bytes > modelling.problem().budget().bytes()) {
      notes.add(
          "by samples of the tables the indexes take %s, more than the budget, which statistics said they fit into"
              .formatted(SizeText.bytes(bytes)));
    }
    if (basis == PlanCosts.Basis.ESTIMATED) {
      notes.add(
          "HypoPG is not created here: costs are estimated from statistics, for B-trees on columns"
              + " alone");
    }
    if (workload.queries().stream().anyMatch(query -> !query.types().isEmpty())) {
      notes.add("values of parameters are drawn from the tables' rows, frequent ones more often");
    }
    switch (gain) {
      case MEASURED ->
          notes.add(
              "times are of EXPLAIN (ANALYZE) on a clone, with planning and without the way to a client");
      case FORETOLD ->
          notes.add(
              "times after are foretold from costs, which may be wrong by an order: measure them");
      case COST -> notes.add("no times are known: gains are of the planner's costs");
    }
    if (Modelling.isMany(workload)) {
      notes.add("there are many statements: each was looked at with one set of values");
    }
    if (modelling.shortened() > 0) {
      notes.add(
          "of %d statements with little share of the time, or with many partitions, only the likeliest sets of indexes were looked at"
              .formatted(modelling.shortened()));
    }
    if (!modelling.exact()) {
      notes.add("the exact solver is not to be had here: the greedy choice stands, without a gap");
    }
    int notRun = workload.queries().size() - workload.reading().size();
    if (gain == Gain.MEASURED && notRun > 0) {
      notes.add(notRun + " statements change rows or have unknown values, and were not run");
    }
    return notes;
  }

  private List<String> ofPartitions(SteadyCosts costs) {
    List<String> notes = new ArrayList<>();
    if (!costs.estimated().isEmpty()) {
      notes.add(
          "costs of %d statements are estimated from statistics, since they read very many partitions"
              .formatted(costs.estimated().size()));
    }
    workload.catalog().unanalysed().stream()
        .filter(workload.tables()::contains)
        .sorted()
        .forEach(
            table ->
                notes.add(
                    "%s has no statistics as a whole: its partitions' are put together here, which PostgreSQL does not do; ANALYZE %s gathers them"
                        .formatted(table, Identifiers.quote(table))));
    return notes;
  }
}
