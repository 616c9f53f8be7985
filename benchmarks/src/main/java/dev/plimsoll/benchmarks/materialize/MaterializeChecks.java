package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.benchmarks.ingress.IngressContenders;
import dev.plimsoll.benchmarks.ingress.IngressFigures;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is demanded of the figures. Pure.
///
/// @param fast false where runs are too short for their speed to say anything
record MaterializeChecks(boolean fast) {
  private static final double TIMES_BEST_SEED = 2.5;
  private static final double WAL_OF_SEED = 0.1;
  private static final double OF_BARE_ROWS = 0.35;
  private static final double CPU_OF_BARE_ROWS = 1.5;
  private static final double P99_OF_BARE_ROWS = 4;
  private static final double FLAT = 1.3;
  private static final double P99_HELD = 3;
  private static final double TIMES_ROW_BY_ROW = 2.5;
  private static final double OF_STEADY = 0.5;
  private static final double CARRIED = 0.95;
  private static final double OF_IN_PROCESS = 0.15;

  private static final Scenario BASE = Scenario.SIXTEEN;
  private static final Competitor OURS = Competitor.ASYNCHRONOUS;
  private static final String VISIBLE_P99 = Latencies.p99(OpenLoop.VISIBLE);

  List<Check> of(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    if (fast) {
      checks.addAll(speed(outcome));
    }
    for (String group : groups(outcome)) {
      checks.add(
          Check.atMost(
              group + ": records without an offset, or with one too many, in any run",
              astray(outcome, group),
              0.0));
    }
    return checks;
  }

  private static List<String> groups(Outcome outcome) {
    return outcome.results().stream()
        .map(result -> result.contender().substring(0, result.contender().indexOf(": ")))
        .distinct()
        .toList();
  }

  /// NaN, which holds nothing, where a run did not count.
  private static double astray(Outcome outcome, String group) {
    return outcome.runs().stream()
        .filter(run -> run.contender().startsWith(group + ": "))
        .mapToDouble(run -> run.most(EndToEnd.ASTRAY))
        .reduce(Math::max)
        .orElse(Double.NaN);
  }

  private static List<Check> speed(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    double rate = rate(outcome, BASE, OURS);
    checks.addAll(rivals(outcome, rate));
    checks.addAll(flat(outcome, rate));
    checks.addAll(openLoops(outcome));
    checks.addAll(ingresses(outcome));
    return checks;
  }

  /// What a client sees, with itself on the same cores.
  private static List<Check> ingresses(Outcome outcome) {
    double inProcess = rate(outcome, ingress(IngressContenders.IN_PROCESS));
    List<Check> checks = new ArrayList<>();
    for (String name :
        List.of(
            IngressContenders.HTTP,
            IngressContenders.HTTP_OFFSETS,
            IngressContenders.KAFKA_FILES)) {
      checks.add(
          Check.atLeast(
              ingress(name) + ", as a share of in process",
              rate(outcome, ingress(name)) / inProcess,
              OF_IN_PROCESS));
    }
    for (String name : IngressContenders.openLoops()) {
      checks.add(
          Check.atLeast(
              ingress(name) + ", done as a share of offered",
              rate(outcome, ingress(name)) / figure(outcome, ingress(name), IngressFigures.OFFERED),
              CARRIED));
    }
    return checks;
  }

  private static String ingress(String name) {
    return IngressContenders.GROUP + ": " + name;
  }

  private static List<Check> rivals(Outcome outcome, double rate) {
    return List.of(
        Check.atLeast(
            "16 parts: ours, x the best of seed 2's forms",
            rate / bestSeed(outcome),
            TIMES_BEST_SEED),
        Check.atLeast(
            "16 parts: ours, as a share of bare rows",
            rate / rate(outcome, BASE, Competitor.BARE),
            OF_BARE_ROWS),
        Check.atMost(
            "16 parts: ours, WAL of an event as a share of seed 2's best",
            figure(outcome, BASE, OURS, EndToEnd.WAL_PER_EVENT)
                / figure(outcome, BASE, Competitor.SEED, EndToEnd.WAL_PER_EVENT),
            WAL_OF_SEED),
        Check.atMost(
            "16 parts: ours, server CPU of an event, x that of bare rows",
            figure(outcome, BASE, OURS, EndToEnd.CPU_PER_EVENT)
                / figure(outcome, BASE, Competitor.BARE, EndToEnd.CPU_PER_EVENT),
            CPU_OF_BARE_ROWS),
        Check.atLeast(
            "16 parts: ours synchronous, x the best of row by row",
            rate(outcome, BASE, Competitor.SYNCHRONOUS)
                / Math.max(
                    rate(outcome, BASE, Competitor.ROW_BY_ROW),
                    rate(outcome, BASE, Competitor.ROW_BY_ROW_ALONE)),
            TIMES_ROW_BY_ROW));
  }

  /// Whichever of them it is: what ours is held against is not chosen.
  private static double bestSeed(Outcome outcome) {
    return Competitor.SEEDS.stream()
        .mapToDouble(way -> rate(outcome, BASE, way))
        .max()
        .orElse(Double.NaN);
  }

  private static List<Check> flat(Outcome outcome, double rate) {
    return List.of(
        Check.atMost(
            "ours, x slower with history",
            rate / rate(outcome, Scenario.history(false), OURS),
            FLAT),
        Check.atMost(
            "ours, x slower with 10,000 partitions",
            rate / rate(outcome, Scenario.MANY_PARTITIONS, OURS),
            FLAT),
        Check.atLeast(
            "16 parts: a backlog is placed, as a share of the steady rate",
            rate(outcome, BASE.title() + ": " + Entrant.WAITING) / rate,
            OF_STEADY));
  }

  private static List<Check> openLoops(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    // One that is not carried measures how long the queue before it has grown.
    for (Competitor way : List.of(OURS, Competitor.SYNCHRONOUS)) {
      for (double share : new double[] {Entrant.HALF, Entrant.MOST}) {
        String name = Entrant.named(way, share);
        checks.add(
            Check.atLeast(
                "open loop: " + name + ", done as a share of offered",
                rate(outcome, open(name)) / figure(outcome, open(name), OpenLoop.OFFERED),
                CARRIED));
      }
    }
    double little = figure(outcome, open(Entrant.littleOf(BASE)), VISIBLE_P99);
    // A commit takes as long as the disk does: two of ours follow each other, and some work.
    double bare = figure(outcome, open(Entrant.LITTLE_OF_BARE), VISIBLE_P99);
    checks.add(
        Check.atMost(
            "open loop: ours at 2,000/s, visible p99, x that of bare rows",
            little / bare,
            P99_OF_BARE_ROWS));
    checks.add(
        Check.atMost(
            "open loop: ours at 2,000/s, visible p99 beside retention, x that of bare rows",
            figure(outcome, open(Entrant.littleOf(Scenario.retained(false))), VISIBLE_P99) / bare,
            P99_OF_BARE_ROWS));
    checks.add(
        Check.atMost(
            "open loop: ours at 2,000/s, visible p99 beside a held snapshot, x without",
            figure(outcome, open(Entrant.littleOf(Scenario.HELD)), VISIBLE_P99) / little,
            P99_HELD));
    checks.add(
        Check.atMost(
            "open loop: ours synchronous at 80 %, p99 as a share of row by row's at its own 80 %",
            figure(outcome, open(Entrant.named(Competitor.SYNCHRONOUS, Entrant.MOST)), VISIBLE_P99)
                / figure(
                    outcome, open(Entrant.named(Competitor.ROW_BY_ROW, Entrant.MOST)), VISIBLE_P99),
            1));
    return checks;
  }

  private static String open(String name) {
    return Entrant.OPEN + ": " + name;
  }

  private static double rate(Outcome outcome, Scenario scenario, Competitor way) {
    return rate(outcome, scenario.title() + ": " + way.name());
  }

  private static double rate(Outcome outcome, String label) {
    return result(outcome, label).map(Result::median).orElse(Double.NaN);
  }

  private static double figure(Outcome outcome, Scenario scenario, Competitor way, String name) {
    return figure(outcome, scenario.title() + ": " + way.name(), name);
  }

  private static double figure(Outcome outcome, String label, String name) {
    return result(outcome, label)
        .map(result -> result.figures().getOrDefault(name, Double.NaN))
        .orElse(Double.NaN);
  }

  private static Optional<Result> result(Outcome outcome, String label) {
    return outcome.results().stream()
        .filter(result -> result.contender().equals(label))
        .findFirst();
  }
}
