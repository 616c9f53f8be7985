package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Entrant of the race: a competitor in a scenario at a pace.
record Entrant(String group, String name, Role role, Scenario scenario, Competitor way, Pace pace) {
  static final String OPEN = "open loop";
  static final String WAITING = "ours, backlog";
  static final long BACKLOG = 1_000_000;
  static final long QUICK_BACKLOG = 100_000;
  static final double HALF = 0.5;
  static final double MOST = 0.8;

  /// Batches a second of a busy installation.
  static final double LITTLE = 2_000;
  static final String LITTLE_OF_BARE = Competitor.BARE.name() + " at 2,000/s";

  private static final Duration QUICK = Duration.ofSeconds(2);

  /// Pace at which files are appended.
  sealed interface Pace {

    record Full() implements Pace {}

    /// All files before any worker begins.
    record Before(long batches) implements Pace {}

    /// Open loop at a share of the competitor's capacity on this machine.
    record OfCapacity(double share, Duration lasting) implements Pace {}

    record Fixed(double batches, Duration lasting) implements Pace {}
  }

  /// Entrant of the closed loop.
  static Entrant of(Scenario scenario, Competitor way) {
    return new Entrant(scenario.title(), way.name(), way.role(), scenario, way, new Pace.Full());
  }

  /// Name in the open loop.
  static String named(Competitor way, double share) {
    return "%s at %.0f %%".formatted(way.name(), 100 * share);
  }

  /// All entrants: every competitor on 16 partitions. Each other scenario changes one thing and has
  /// ours, the ceiling, and the best rival where it might gain.
  static List<Entrant> all(boolean quick) {
    List<Entrant> all = new ArrayList<>();
    Competitor.ALL.forEach(way -> all.add(of(Scenario.SIXTEEN, way)));
    all.add(
        subject(
            Scenario.SIXTEEN.title(),
            WAITING,
            Scenario.SIXTEEN,
            Competitor.ASYNCHRONOUS,
            new Pace.Before(quick ? QUICK_BACKLOG : BACKLOG)));
    add(
        all,
        Scenario.MANY_PARTITIONS,
        Competitor.SEED,
        Competitor.ASYNCHRONOUS,
        Competitor.SYNCHRONOUS,
        Competitor.BARE);
    add(all, Scenario.TWO_WORKERS, Competitor.SEED, Competitor.ASYNCHRONOUS, Competitor.BARE);
    add(all, Scenario.history(quick), Competitor.ASYNCHRONOUS, Competitor.BARE);
    if (!quick) {
      add(
          all,
          Scenario.SMALL_FILES,
          Competitor.ASYNCHRONOUS,
          Competitor.SYNCHRONOUS,
          Competitor.BARE);
    }
    addOpen(all, quick);
    return all;
  }

  private static void add(List<Entrant> all, Scenario scenario, Competitor... ways) {
    for (Competitor way : ways) {
      all.add(of(scenario, way));
    }
  }

  private static void addOpen(List<Entrant> all, boolean quick) {
    Duration full = quick ? QUICK : Duration.ofSeconds(20);
    Duration brief = quick ? QUICK : Duration.ofSeconds(5);
    for (Competitor way : List.of(Competitor.ASYNCHRONOUS, Competitor.SYNCHRONOUS)) {
      for (double share : new double[] {HALF, MOST}) {
        all.add(open(Role.SUBJECT, way, share, full));
      }
    }
    for (Competitor way : List.of(Competitor.SEED, Competitor.ROW_BY_ROW)) {
      all.add(open(Role.SUBJECT, way, MOST, brief));
    }
    all.add(open(Role.CEILING, Competitor.BARE, MOST, brief));
    Pace little = new Pace.Fixed(LITTLE, brief);
    all.add(subject(OPEN, LITTLE_OF_BARE, Scenario.SIXTEEN, Competitor.BARE, little));
    for (Scenario scenario : List.of(Scenario.SIXTEEN, Scenario.HELD)) {
      all.add(subject(OPEN, littleOf(scenario), scenario, Competitor.ASYNCHRONOUS, little));
    }
    Scenario retained = Scenario.retained(quick);
    all.add(subject(OPEN, littleOf(retained), retained, Competitor.RETAINED, little));
  }

  /// Name of ours at [#LITTLE].
  static String littleOf(Scenario scenario) {
    return scenario.equals(Scenario.SIXTEEN)
        ? "ours, async at 2,000/s"
        : "ours, async at 2,000/s, " + scenario.title();
  }

  private static Entrant open(Role role, Competitor way, double share, Duration lasting) {
    return new Entrant(
        OPEN, named(way, share), role, Scenario.SIXTEEN, way, new Pace.OfCapacity(share, lasting));
  }

  private static Entrant subject(
      String group, String name, Scenario scenario, Competitor way, Pace pace) {
    return new Entrant(group, name, Role.SUBJECT, scenario, way, pace);
  }

  String label() {
    return group + ": " + name;
  }
}
