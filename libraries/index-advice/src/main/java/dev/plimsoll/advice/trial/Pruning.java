package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.Turns.Verdict;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is taken away of what is built: indexes that are worth nothing beside the others, that
/// slow a statement, or that have no room.
final class Pruning {
  private static final double WORTHLESS = 0.003;
  // An index that another one begins with may be worth this much, and goes.
  private static final double PREFIX = 0.03;
  private static final double PEACE = 0.02;

  // So many indexes are looked through for the ones to give room.
  private static final int FEW = 14;

  private final TrialState state;
  private final Map<Built, Double> losses = new HashMap<>();

  Pruning(TrialState state) {
    this.state = state;
  }

  /// Drops what is worth nothing beside the others, the largest first.
  ///
  /// @param priced also what is worth less than its bytes may be to others: where room is left in
  ///     the end it is tried again
  /// @return what was dropped
  List<Built> prune(boolean priced) throws SQLException {
    List<Built> dropped = new ArrayList<>();
    List<Built> largest =
        state.built().stream().sorted(Comparator.comparingLong(Built::bytes).reversed()).toList();
    for (Built index : largest) {
      Map<String, Timed> without = state.without(List.of(index), state.now());
      Candidate longer =
          state.candidates().stream()
              .filter(index.candidate()::isPrefixOf)
              .findFirst()
              .orElse(null);
      double total = state.total(state.now());
      double worth =
          total * (longer == null ? WORTHLESS : PREFIX)
              + state.upkeep(List.of(index))
              + (priced ? state.priceOf(index.bytes()) : 0);
      double saved = state.total(without) - total;
      boolean worthless = saved <= worth;
      if ((worthless || saved <= worth + state.planning(List.of(index), state.now()))
          && state.slower(without) <= state.slower(state.now())) {
        state.drop(index, without, reason(longer, worthless, priced));
        dropped.add(index);
      }
    }
    return dropped;
  }

  private static String reason(@Nullable Candidate longer, boolean worthless, boolean priced) {
    if (!worthless) {
      return TrialState.COSTS_PLANNING;
    }
    if (longer != null) {
      return "served by %s, which begins with it".formatted(longer.brief());
    }
    return priced ? "beside the others it is not worth its size" : "nothing is slower without it";
  }

  /// Drops what loses least, until the indexes as built fit into the budget.
  void shrink() throws SQLException {
    for (Built index : room(List.of(), state.now(), Double.POSITIVE_INFINITY)) {
      state.drop(
          index, state.without(List.of(index), state.now()), "it does not fit into the budget");
    }
    losses.clear();
  }

  /// What loses least together and leaves the added ones room; nothing where that loses as much as
  /// these gain.
  List<Built> room(List<Built> added, Map<String, Timed> times, double gain) throws SQLException {
    if (state.fits(added, List.of())) {
      return List.of();
    }
    List<Built> there = state.built();
    double[] lost = new double[there.size()];
    for (int i = 0; i < lost.length; i++) {
      lost[i] = loss(there.get(i), added, times);
    }
    return there.size() <= FEW
        ? cheapest(added, there, lost, gain)
        : least(added, there, lost, gain);
  }

  /// What is asked for again was measured beside the same indexes, unless a statement that uses it
  /// uses an added one now.
  private double loss(Built index, List<Built> added, Map<String, Timed> times)
      throws SQLException {
    boolean touched =
        state.queries().stream()
            .anyMatch(
                query ->
                    TrialState.uses(TrialState.timed(state.now(), query), List.of(index))
                        && TrialState.uses(TrialState.timed(times, query), added));
    Double known = touched ? null : losses.get(index);
    if (known == null) {
      Map<String, Timed> without = state.without(List.of(index), times, TrialTimer.FEW);
      known = Math.max(0, state.total(without) - state.total(times));
      if (!touched) {
        losses.put(index, known);
      }
    }
    return known;
  }

  /// After what is built has changed.
  void forget() {
    losses.clear();
  }

  private List<Built> cheapest(List<Built> added, List<Built> there, double[] lost, double gain) {
    List<Built> best = List.of();
    double bestLoss = gain;
    for (int bits = 1; bits < 1 << there.size(); bits++) {
      List<Built> some = new ArrayList<>();
      double loss = 0;
      for (int i = 0; i < there.size(); i++) {
        if ((bits >> i & 1) == 1) {
          some.add(there.get(i));
          loss += lost[i];
        }
      }
      if (loss < bestLoss && state.fits(added, some)) {
        best = some;
        bestLoss = loss;
      }
    }
    return best;
  }

  /// By the byte.
  private List<Built> least(List<Built> added, List<Built> there, double[] lost, double gain) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < lost.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> lost[i] / Math.max(1, there.get(i).bytes())));
    List<Built> instead = new ArrayList<>();
    double loss = 0;
    for (int i = 0; i < lost.length && !state.fits(added, instead); i++) {
      instead.add(there.get(order.get(i)));
      loss += lost[order.get(i)];
    }
    return loss < gain ? instead : List.of();
  }

  /// Times before and after once more, in turns, of the statements whose plans use what is built;
  /// then drops what makes one slower, where the workload loses little by that. What is slower
  /// still, or what cannot be told of, is in the answer.
  Map<String, Verdict> appease() throws SQLException {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (PreparedQuery query : state.queries()) {
      Verdict verdict = verdict(query);
      while (verdict == Verdict.YES && relieve(query)) {
        verdict = verdict(query);
      }
      if (verdict != Verdict.NO) {
        verdicts.put(query.statement().id(), verdict);
      }
    }
    return verdicts;
  }

  private Verdict verdict(PreparedQuery query) throws SQLException {
    return TrialState.uses(TrialState.timed(state.now(), query), state.built())
        ? state.pairUp(query, List.of(), state.now())
        : Verdict.NO;
  }

  /// Whether an index was dropped that slows the statement.
  private boolean relieve(PreparedQuery query) throws SQLException {
    for (Built index : state.built()) {
      Timed with = TrialState.timed(state.now(), query);
      if (with.indexes().contains(index.name())) {
        Map<String, Timed> without = state.without(List.of(index), state.now());
        boolean helps = !state.isSlower(query, without);
        if (helps && state.total(without) <= state.total(state.now()) * (1 + PEACE)) {
          state.drop(index, without, "it makes %s slower".formatted(query.statement().id()));
          return true;
        }
      }
    }
    return false;
  }
}
