package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.strategy.Lookahead.Pick;
import dev.plimsoll.planning.strategy.Lookahead.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// A search for the options with which everything ends soonest.
///
/// First a deadline is varied, and each build gets the fewest workers that meet it (the
/// canonical allotment of Turek, Wolf and Yu, 1992), in the ready queue's order, longest first.
/// From the best plan single changes are tried, of one build's workers or two builds' places,
/// unless the order is to be kept; worse ones are accepted ever more seldom. The random numbers
/// are fixed, so the same situation gives the same answer.
final class WorkerAllocation {
  private static final int DEADLINES = 24;
  private static final long SEED = 20_260_117;
  // With more builds, the work spreads over the cores by itself.
  private static final int MANY = 80;
  private static final int TRIES = 400;
  // Tries take longer with more builds, so there are fewer.
  private static final int TRIES_TIMES_BUILDS = 6_000;
  // A change that is worse by this share is accepted at first in one of e cases.
  private static final double HEAT = 0.01;

  private final SchedulerState situation;
  private final LoadLine line;
  private final List<List<Pick>> choices;
  private final WaitingOrder order;

  /// @param choices of each build, by growing number of workers
  WorkerAllocation(
      SchedulerState situation, LoadLine line, List<List<Pick>> choices, WaitingOrder order) {
    this.order = order;
    this.situation = situation;
    this.line = line;
    this.choices = choices;
  }

  /// @param order of builds by place in the list of choices
  private record Plan(int[] chosen, int[] order, Result result) {
    boolean betterThan(Plan other) {
      return result.placed() > other.result().placed()
          || (result.placed() == other.result().placed()
              && result.millis() < other.result().millis() * (1 - 1e-9));
    }
  }

  /// Builds to start now. Of many builds each gets the fewest workers that do not outlast all of
  /// them on all cores; their order alone decides which start.
  List<Pick> starts() {
    if (choices.size() <= MANY) {
      return best().now();
    }
    Duration deadline = evenly();
    List<Pick> picks = new ArrayList<>();
    for (List<Pick> options : choices) {
      picks.add(options.get(within(options, deadline)));
    }
    return Lookahead.starts(
        situation, line, ordered(picks, Lookahead.ordered(picks, order.order())));
  }

  private Duration evenly() {
    long nanos = 0;
    for (List<Pick> options : choices) {
      nanos += options.getFirst().option().cpu().toNanos();
    }
    return Duration.ofNanos(nanos / situation.machine().capacity().cores());
  }

  private Result best() {
    Plan best = inOrder(new int[choices.size()]);
    for (Duration deadline : deadlines()) {
      int[] chosen = new int[choices.size()];
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = within(choices.get(i), deadline);
      }
      Plan tried = inOrder(chosen);
      best = tried.betterThan(best) ? tried : best;
    }
    return choices.size() < 2 || order.strict() ? best.result() : anneal(best).result();
  }

  private Plan anneal(Plan start) {
    Random random = new Random(SEED);
    Plan best = start;
    Plan current = start;
    int tries = Math.min(TRIES, TRIES_TIMES_BUILDS / choices.size());
    for (int i = 0; i < tries; i++) {
      Plan tried = change(current, random);
      double worse = tried.result().millis() / current.result().millis() - 1;
      double heat = HEAT * (1 - (double) i / tries);
      if (tried.result().placed() >= current.result().placed()
          && (worse <= 0 || random.nextDouble() < Math.exp(-worse / heat))) {
        current = tried;
      }
      best = tried.betterThan(best) ? tried : best;
    }
    return best;
  }

  private Plan change(Plan plan, Random random) {
    int[] chosen = plan.chosen().clone();
    int[] order = plan.order().clone();
    int one = random.nextInt(chosen.length);
    if (random.nextBoolean()) {
      int options = choices.get(one).size();
      int step = random.nextBoolean() ? 1 : -1;
      chosen[one] = Math.clamp(chosen[one] + (long) step, 0, options - 1);
    } else {
      int other = random.nextInt(order.length);
      int kept = order[one];
      order[one] = order[other];
      order[other] = kept;
    }
    return new Plan(chosen, order, run(chosen, order));
  }

  private Plan inOrder(int[] chosen) {
    int[] places = Lookahead.ordered(picks(chosen), order.order());
    return new Plan(chosen, places, run(chosen, places));
  }

  private Result run(int[] chosen, int[] order) {
    return Lookahead.of(situation, line, ordered(picks(chosen), order));
  }

  private static List<Pick> ordered(List<Pick> picks, int[] order) {
    List<Pick> ordered = new ArrayList<>(order.length);
    for (int place : order) {
      ordered.add(picks.get(place));
    }
    return ordered;
  }

  private List<Pick> picks(int[] chosen) {
    List<Pick> picks = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      picks.add(choices.get(i).get(chosen[i]));
    }
    return picks;
  }

  /// From an eighth of the longest build's fastest time to its time without workers.
  private List<Duration> deadlines() {
    double most = 0;
    double least = 0;
    for (List<Pick> options : choices) {
      most = Math.max(most, options.getFirst().option().elapsed().toNanos());
      least = Math.max(least, fastest(options).option().elapsed().toNanos());
    }
    if (most <= least) {
      return List.of();
    }
    double from = least / 8;
    List<Duration> deadlines = new ArrayList<>();
    for (int i = 0; i < DEADLINES; i++) {
      double nanos = from * Math.pow(most / from, (double) i / DEADLINES);
      deadlines.add(Duration.ofNanos(Math.round(nanos)));
    }
    return deadlines;
  }

  static Pick fastest(List<Pick> options) {
    return options.stream()
        .min(Comparator.comparing(pick -> pick.option().elapsed()))
        .orElseThrow();
  }

  private static int within(List<Pick> options, Duration deadline) {
    for (int i = 0; i < options.size(); i++) {
      BuildOption option = options.get(i).option();
      if (option.elapsed().compareTo(deadline) <= 0) {
        return i;
      }
    }
    return options.size() - 1;
  }
}
