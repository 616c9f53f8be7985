package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Smaller indexes in the place of large ones, where they lose less than the room that they leave
/// may be worth to others. Costs alone fill a budget with what covers one statement.
final class Slimming {
  private static final double LARGE = 0.1;
  private static final double SMALLER = 0.6;
  private static final int TRIED = 3;

  private final TrialState state;

  Slimming(TrialState state) {
    this.state = state;
  }

  /// @param some of what is built
  /// @return those that gave way
  List<Built> slim(Collection<Built> some) throws SQLException {
    List<Built> largest =
        some.stream()
            .filter(index -> state.shareOf(index.bytes()) > LARGE)
            .sorted(Comparator.comparingLong(Built::bytes).reversed())
            .toList();
    List<Built> gone = new ArrayList<>();
    for (Built index : largest) {
      for (Candidate smaller : alternatives(index)) {
        if (isReplaced(index, smaller)) {
          gone.add(index);
          break;
        }
      }
    }
    return gone;
  }

  /// Those that begin with the same column, by what the model says that they and their bytes cost.
  private List<Candidate> alternatives(Built index) {
    Map<Candidate, Double> costs = new HashMap<>();
    Map<Candidate, ChoiceProblem.Price> prices = state.problem().prices();
    prices.forEach(
        (one, price) -> {
          if (one.table().equals(index.candidate().table())
              && first(one).equals(first(index.candidate()))
              && price.bytes() < SMALLER * index.bytes()
              && one.definition().predicate().isEmpty()
              && !state.candidates().contains(one)) {
            double loss = foretold(index.candidate(), one);
            if (loss < state.priceOf(index.bytes() - price.bytes())) {
              costs.put(one, loss + state.priceOf(price.bytes()));
            }
          }
        });
    return costs.entrySet().stream()
        .sorted(
            Map.Entry.<Candidate, Double>comparingByValue()
                .thenComparing(Map.Entry::getKey, Comparator.comparing(Candidate::brief)))
        .limit(TRIED)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String first(Candidate candidate) {
    return candidate.definition().columns().getFirst();
  }

  private double foretold(Candidate index, Candidate smaller) {
    Set<Candidate> built = state.candidates();
    double loss = 0;
    for (Options options : state.problem().statements()) {
      Timed now = state.now().get(options.statement());
      double with = options.under(built::contains);
      // Of a statement that has no such set with the smaller one nothing is known: measuring tells.
      if (now != null && with > 0 && isKnown(options, smaller, built)) {
        double without =
            options.under(one -> one.equals(smaller) || !one.equals(index) && built.contains(one));
        loss += (without / with - 1) * now.millis() * state.calls(options.statement());
      }
    }
    return loss;
  }

  private static boolean isKnown(Options options, Candidate smaller, Set<Candidate> built) {
    return options.with().stream()
        .map(ChoiceProblem.Configuration::indexes)
        .filter(some -> some.contains(smaller))
        .anyMatch(
            some -> some.stream().allMatch(one -> one.equals(smaller) || built.contains(one)));
  }

  private boolean isReplaced(Built index, Candidate smaller) throws SQLException {
    Built other = state.build(smaller);
    Map<String, Timed> with = new LinkedHashMap<>(state.now());
    Map<String, Timed> times = state.without(List.of(index), with);
    double loss =
        state.total(times)
            - state.total(with)
            + state.upkeep(List.of(other))
            - state.upkeep(List.of(index));
    boolean serves =
        loss <= state.priceOf(index.bytes() - other.bytes())
            && state.slower(times) <= state.slower(with);
    if (serves) {
      state.keep(List.of(other));
      state.drop(index, times, "%s serves nearly as well".formatted(smaller.brief()));
      state.refresh();
    } else {
      state.discard(other);
    }
    return serves;
  }
}
