package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.trial.Promises.Promise;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.Turns.Verdict;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is built beside the rest, one promise after the other: it stays where runs in turns say
/// that the workload gains more than they differ by.
final class Extension {
  private static final double WORTHWHILE = 0.004;
  // So many failures change what promises most.
  private static final int REORDERED = 2;
  // Statements with so much of the time are explored, with so many candidates at a time.
  private static final double SLOW = 0.03;
  private static final int EXPLORED = 8;
  // What nothing promises has to gain more: of many attempts one may seem to pay by chance.
  private static final double UNEXPECTED = 0.02;

  // Statements with so much of the noise are looked at once more.
  private static final double NOISIEST = 0.3;

  private final TrialState state;
  private final Pruning pruning;
  private final Slimming slimming;
  private final long until;
  private final Set<Candidate> refused = new HashSet<>();
  private final Set<Set<Candidate>> tried = new HashSet<>();
  private final Set<Set<Candidate>> withoutRoom = new HashSet<>();
  private final Map<String, Integer> failures = new HashMap<>();

  /// @param until by [System#nanoTime]; an attempt that was begun is ended
  Extension(TrialState state, Pruning pruning, Slimming slimming, long until) {
    this.state = state;
    this.pruning = pruning;
    this.slimming = slimming;
    this.until = until;
  }

  /// Until nothing more is worth a trial.
  ///
  /// @return whether time ended it
  boolean run() throws SQLException {
    boolean more = true;
    while (more && !isOver()) {
      more = extend() || !isOver() && explore();
    }
    return more;
  }

  /// Tries singly what the slowest statements have candidates for, whatever costs promise: they are
  /// least to be trusted where a statement is slow beside all that was chosen by them.
  ///
  /// @return whether something was taken
  private boolean explore() throws SQLException {
    for (String statement : slowest()) {
      int attempts = 0;
      for (Candidate candidate : candidates(statement)) {
        if (isOver() || attempts == EXPLORED) {
          break;
        }
        if (tried.add(Set.of(candidate))) {
          attempts++;
          if (attempt(Set.of(candidate), UNEXPECTED)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// Those that take a good part of the time, the slowest first.
  private List<String> slowest() {
    double total = state.total(state.now());
    Map<String, Double> times = new HashMap<>();
    for (PreparedQuery query : state.queries()) {
      double millis = query.statement().calls() * TrialState.timed(state.now(), query).millis();
      if (millis > SLOW * total) {
        times.put(query.statement().id(), millis);
      }
    }
    return times.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// What is not built of a statement's candidates, those of its best sets first.
  private List<Candidate> candidates(String statement) {
    return state.problem().statements().stream()
        .filter(options -> options.statement().equals(statement))
        .flatMap(options -> options.with().stream())
        .flatMap(some -> some.indexes().stream().sorted(Comparator.comparing(Candidate::brief)))
        .distinct()
        .filter(one -> !state.candidates().contains(one) && !refused.contains(one))
        .toList();
  }

  private boolean isOver() {
    return System.nanoTime() - until > 0;
  }

  /// Tries what promises most, until something was taken; false where nothing more is worth it.
  private boolean extend() throws SQLException {
    double total = state.total(state.now());
    Promises promises =
        new Promises(state.problem(), state.now(), state::calls, failures, state::priceOf);
    for (Promise promise : promises.of(state.candidates(), refused, tried)) {
      if (isOver()) {
        return true;
      }
      if (promise.millis() < WORTHWHILE * total) {
        continue;
      }
      if (promise.indexes().stream().noneMatch(refused::contains)) {
        tried.add(promise.indexes());
        if (attempt(promise.indexes(), WORTHWHILE)) {
          return true;
        }
        failures.merge(promise.statement(), 1, Integer::sum);
        if (failures.getOrDefault(promise.statement(), 0) % REORDERED == 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// @param worthwhile share of the time that it has to save
  private boolean attempt(Set<Candidate> indexes, double worthwhile) throws SQLException {
    List<Built> added = new ArrayList<>();
    for (Candidate candidate : indexes) {
      if (!state.candidates().contains(candidate)) {
        added.add(state.build(candidate));
      }
    }
    if (added.isEmpty()) {
      return false;
    }
    double least = worthwhile * state.total(state.now());
    Gain gain = measured(added, least);
    Map<String, Timed> times = gain.times();
    boolean pays = gain.pays();
    List<Built> instead =
        pays ? pruning.room(added, times, saved(times, added) - gain.planning()) : List.of();
    boolean fits = state.fits(added, instead);
    if (pays && fits && !instead.isEmpty()) {
      times.putAll(state.without(instead, times));
      pays = saved(times, added) - gain.planning() >= least;
    }
    boolean peaceful = !pays || !fits || !slows(added, times);
    if (pays && fits && peaceful) {
      state.keep(added);
      state.now().putAll(times);
      for (Built index : instead) {
        state.drop(index, Map.of(), "what is built in its place is worth more by the byte");
        reopen(index);
      }
      state.refresh();
      slimming.slim(added).forEach(this::reopen);
      pruning.forget();
      return true;
    }
    if (gain.pays() && peaceful) {
      withoutRoom.add(indexes);
    }
    if (added.size() == 1 && !gain.unclear()) {
      refused.add(added.getFirst().candidate());
    }
    for (Built index : added) {
      state.discard(index);
      state.reject(index.candidate(), reason(gain, peaceful));
    }
    return false;
  }

  private static String reason(Gain gain, boolean peaceful) {
    if (gain.unclear()) {
      return "built and measured, what it gains is less than what runs differ by here";
    }
    if (gain.planning() > 0 && !gain.pays()) {
      return TrialState.COSTS_PLANNING;
    }
    if (!gain.pays()) {
      return "built and measured, it did not make the workload faster beside the others";
    }
    return peaceful
        ? "the budget has no room for it: what would have to go is worth more"
        : "it makes a statement slower";
  }

  /// @param planning what statements beside those that gain take longer to plan, ms
  /// @param unclear the runs differed by more than it gains
  private record Gain(Map<String, Timed> times, double planning, boolean pays, boolean unclear) {}

  /// @param worthwhile ms
  private Gain measured(List<Built> added, double worthwhile) throws SQLException {
    Map<String, Timed> times = new LinkedHashMap<>(state.now());
    List<PreparedQuery> changed = new ArrayList<>();
    for (PreparedQuery query : state.queries()) {
      if (state.isReplanned(query, TrialState.timed(state.now(), query))) {
        changed.add(query);
      }
    }
    Map<String, Double> noises = new HashMap<>();
    for (PreparedQuery query : changed) {
      series(query, added, TrialTimer.USUAL, times, noises);
    }
    double gain = saved(times, added);
    double noise = sum(noises);
    if (gain >= worthwhile && gain < noise) {
      for (PreparedQuery query : changed) {
        if (noises.getOrDefault(query.statement().id(), 0.0) > NOISIEST * noise) {
          series(query, added, TrialTimer.SURE, times, noises);
        }
      }
      gain = saved(times, added);
      noise = sum(noises);
    }
    boolean unclear = gain >= worthwhile && gain < noise;
    if (gain < worthwhile || unclear) {
      return new Gain(times, 0, false, unclear);
    }
    double planning = state.planning(added, times);
    return new Gain(times, planning, gain - planning >= worthwhile, false);
  }

  /// @param noises what the statements' differences, over all calls, may be wrong by, ms
  private void series(
      PreparedQuery query,
      List<Built> added,
      int pairs,
      Map<String, Timed> times,
      Map<String, Double> noises)
      throws SQLException {
    Turns turns = state.beside(query, added, pairs);
    String id = query.statement().id();
    times.put(id, turns.with());
    state.now().put(id, turns.without());
    noises.put(id, query.statement().calls() * turns.spread());
  }

  private static double sum(Map<String, Double> noises) {
    return Math.sqrt(noises.values().stream().mapToDouble(noise -> noise * noise).sum());
  }

  private double saved(Map<String, Timed> times, List<Built> added) {
    return state.total(state.now()) - state.total(times) - state.upkeep(added);
  }

  /// Looks at statements that seem slower than before, and were not, once more.
  private boolean slows(List<Built> added, Map<String, Timed> times) throws SQLException {
    boolean slower = false;
    for (PreparedQuery query : state.queries()) {
      if (state.isSlower(query, times) && !state.isSlower(query, state.now())) {
        slower |= state.pairUp(query, added, times) == Verdict.YES;
      }
    }
    return slower;
  }

  /// What failed beside indexes that are worth nothing, and are gone, may pay now; they do not.
  void reopen(Collection<Built> worthless) {
    worthless.forEach(this::reopen);
    worthless.forEach(gone -> refused.add(gone.candidate()));
  }

  /// What failed beside an index that is gone, or for want of room, may pay now.
  private void reopen(Built gone) {
    tried.removeAll(withoutRoom);
    withoutRoom.forEach(refused::removeAll);
    withoutRoom.clear();
    refused.removeIf(one -> one.table().equals(gone.candidate().table()));
    tried.removeIf(
        some -> some.stream().anyMatch(one -> one.table().equals(gone.candidate().table())));
  }
}
