package dev.plimsoll.advice.choice;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A problem as a model of CP-SAT. Indexes are ordered by their text, and the solver has a seed
/// and one worker, so that the same problem has the same answer, unless time ends the search.
/// One worker is no slower than several: a second or three for 243 indexes.
final class SolverModel {
  // Costs become whole numbers: parts of the whole workload's cost.
  private static final double PARTS = 1e9;
  private static final int SEED = 17;

  private final ChoiceProblem problem;
  private final CpModel model = new CpModel();
  private final Map<Candidate, BoolVar> built = new LinkedHashMap<>();
  private final LinearExprBuilder cost = LinearExpr.newBuilder();
  private final double scale;

  private SolverModel(ChoiceProblem problem) {
    this.problem = problem;
    this.scale = PARTS / Math.max(1e-9, problem.cost(Set.of()));
  }

  /// @param known a choice within the budget, to begin with
  static Optional<Chosen> solve(ChoiceProblem problem, Duration timeout, Set<Candidate> known) {
    return new SolverModel(problem).solve(timeout, known);
  }

  private Optional<Chosen> solve(Duration timeout, Set<Candidate> known) {
    problem.statements().stream()
        .flatMap(options -> options.with().stream())
        .flatMap(some -> some.indexes().stream())
        .distinct()
        .sorted(Comparator.comparing(Candidate::brief))
        .forEach(index -> built.put(index, model.newBoolVar("")));
    problem.statements().forEach(this::add);
    limit();
    built.forEach((index, variable) -> model.addHint(variable, known.contains(index) ? 1 : 0));
    model.minimize(cost);
    CpSolver solver = new CpSolver();
    solver
        .getParameters()
        .setMaxTimeInSeconds(timeout.toMillis() / 1e3)
        .setNumWorkers(1)
        .setRandomSeed(SEED);
    CpSolverStatus status = solver.solve(model);
    if (status != CpSolverStatus.OPTIMAL && status != CpSolverStatus.FEASIBLE) {
      return Optional.empty();
    }
    Set<Candidate> chosen = new HashSet<>();
    built.forEach(
        (index, variable) -> {
          if (solver.booleanValue(variable)) {
            chosen.add(index);
          }
        });
    double found = problem.cost(chosen);
    return Optional.of(
        new Chosen(chosen, found, Math.min(found, solver.bestObjectiveBound() / scale)));
  }

  private void add(Options options) {
    List<Literal> runs = new ArrayList<>();
    BoolVar bare = model.newBoolVar("");
    runs.add(bare);
    cost.addTerm(bare, Math.round(options.without() * scale));
    for (Configuration some : options.with()) {
      BoolVar run = model.newBoolVar("");
      some.indexes()
          .forEach(index -> model.addImplication(run, Objects.requireNonNull(built.get(index))));
      cost.addTerm(run, Math.round(some.cost() * scale));
      runs.add(run);
    }
    model.addExactlyOne(runs);
  }

  private void limit() {
    LinearExprBuilder kibibytes = LinearExpr.newBuilder();
    LinearExprBuilder count = LinearExpr.newBuilder();
    LinearExprBuilder entries = LinearExpr.newBuilder();
    built.forEach(
        (index, variable) -> {
          cost.addTerm(variable, Math.round(problem.burden(index) * scale));
          kibibytes.addTerm(variable, (problem.price(index).bytes() + 1023) / 1024);
          count.addTerm(variable, 1);
          entries.addTerm(variable, problem.price(index).entries());
        });
    model.addLessOrEqual(kibibytes, problem.budget().bytes() / 1024);
    model.addLessOrEqual(count, problem.budget().count());
    model.addLessOrEqual(entries, problem.budget().entries());
  }
}
