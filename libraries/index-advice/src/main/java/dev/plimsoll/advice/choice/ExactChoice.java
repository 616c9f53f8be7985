package dev.plimsoll.advice.choice;

import com.google.ortools.Loader;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Exact choice by CP-SAT: the optimum of the model, or the best found in time with a bound.
///
/// An index is built or not; each statement runs under one configuration, whose indexes are all
/// built; bytes and count keep within the budget.
public final class ExactChoice {
  // Costs become whole numbers: parts of the whole workload's cost.
  private static final double PARTS = 1e9;

  private ExactChoice() {}

  /// Empty where the solver's native library is not to be had on this platform, or found
  /// nothing.
  ///
  /// @param timeout after which the best so far counts
  public static Optional<Chosen> of(ChoiceProblem problem, Duration timeout) {
    try {
      Loader.loadNativeLibraries();
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      return Optional.empty();
    }
    return solve(problem, timeout);
  }

  private static Optional<Chosen> solve(ChoiceProblem problem, Duration timeout) {
    double scale = PARTS / Math.max(1e-9, problem.cost(Set.of()));
    CpModel model = new CpModel();
    Map<Candidate, BoolVar> built = new HashMap<>();
    problem.statements().stream()
        .flatMap(options -> options.with().stream())
        .flatMap(some -> some.indexes().stream())
        .forEach(index -> built.computeIfAbsent(index, _ -> model.newBoolVar("")));
    LinearExprBuilder cost = LinearExpr.newBuilder();
    for (ChoiceProblem.Options options : problem.statements()) {
      List<Literal> runs = new ArrayList<>();
      BoolVar bare = model.newBoolVar("");
      runs.add(bare);
      cost.addTerm(bare, Math.round(options.without() * scale));
      for (Configuration some : options.with()) {
        BoolVar run = model.newBoolVar("");
        some.indexes().forEach(index -> model.addImplication(run, var(built, index)));
        cost.addTerm(run, Math.round(some.cost() * scale));
        runs.add(run);
      }
      model.addExactlyOne(runs);
    }
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
    model.minimize(cost);
    CpSolver solver = new CpSolver();
    solver.getParameters().setMaxTimeInSeconds(timeout.toMillis() / 1e3).setNumWorkers(2);
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
    double bound = Math.min(problem.cost(chosen), solver.bestObjectiveBound() / scale);
    return Optional.of(new Chosen(chosen, problem.cost(chosen), bound));
  }

  private static BoolVar var(Map<Candidate, BoolVar> built, Candidate index) {
    BoolVar variable = built.get(index);
    if (variable == null) {
      throw new IllegalStateException("an index without a variable");
    }
    return variable;
  }
}
