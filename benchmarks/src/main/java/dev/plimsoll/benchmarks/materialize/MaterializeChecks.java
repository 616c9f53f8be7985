package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.ingress.IngressContenders;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;

/// Checks of the figures of `bench materialize`. Pure.
///
/// @param fast false where runs are too short for checks of speed
record MaterializeChecks(boolean fast) {
  private static final double P99_OF_BARE_ROWS = 4;
  private static final double FLAT = 1.3;
  private static final double CARRIED = 0.95;

  private static final Scenario BASE = Scenario.SIXTEEN;
  private static final Competitor OURS = Competitor.ASYNCHRONOUS;
  private static final String VISIBLE_P99 = Latencies.p99(OpenLoop.VISIBLE);

  List<Check> of(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    if (fast) {
      double rate = rate(outcome, BASE, OURS);
      checks.addAll(rivals(outcome, rate));
      checks.addAll(flat(outcome, rate));
      checks.addAll(openLoops(outcome));
      checks.addAll(ingresses(outcome));
    }
    for (String group : groups(outcome)) {
      checks.add(
          Check.atMost(
              group + ": records without an offset, or with one too many, in any run",
              outcome.most(label -> label.startsWith(group + ": "), EndToEnd.ASTRAY),
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

  /// Checks of the client's view, with the client on the same cores.
  private static List<Check> ingresses(Outcome outcome) {
    double inProcess = outcome.rate(ingress(IngressContenders.IN_PROCESS));
    List<Check> checks = new ArrayList<>();
    for (String name :
        List.of(
            IngressContenders.HTTP,
            IngressContenders.HTTP_OFFSETS,
            IngressContenders.KAFKA_FILES)) {
      checks.add(
          Check.atLeast(
              ingress(name) + ", as a share of in process",
              outcome.rate(ingress(name)) / inProcess,
              0.15));
    }
    for (String name : IngressContenders.openLoops()) {
      checks.add(
          Check.atLeast(
              ingress(name) + ", done as a share of offered",
              outcome.rate(ingress(name))
                  / outcome.figure(ingress(name), IngressContenders.OFFERED),
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
            // Against the best of its forms, whichever it is.
            rate
                / Competitor.SEEDS.stream()
                    .mapToDouble(way -> rate(outcome, BASE, way))
                    .max()
                    .orElse(Double.NaN),
            2.5),
        Check.atLeast(
            "16 parts: ours, as a share of bare rows",
            rate / rate(outcome, BASE, Competitor.BARE),
            0.35),
        Check.atMost(
            "16 parts: ours, WAL of an event as a share of seed 2's best",
            figure(outcome, BASE, OURS, EndToEnd.WAL_PER_EVENT)
                / figure(outcome, BASE, Competitor.SEED, EndToEnd.WAL_PER_EVENT),
            0.1),
        Check.atMost(
            "16 parts: ours, server CPU of an event, x that of bare rows",
            figure(outcome, BASE, OURS, EndToEnd.CPU_PER_EVENT)
                / figure(outcome, BASE, Competitor.BARE, EndToEnd.CPU_PER_EVENT),
            1.5),
        Check.atLeast(
            "16 parts: ours synchronous, x the best of row by row",
            rate(outcome, BASE, Competitor.SYNCHRONOUS)
                / Math.max(
                    rate(outcome, BASE, Competitor.ROW_BY_ROW),
                    rate(outcome, BASE, Competitor.ROW_BY_ROW_ALONE)),
            2.5));
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
            outcome.rate(BASE.title() + ": " + Entrant.WAITING) / rate,
            0.5));
  }

  private static List<Check> openLoops(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    // Where the offered rate is not reached, latency measures the growth of the queue.
    for (Competitor way : List.of(OURS, Competitor.SYNCHRONOUS)) {
      for (double share : new double[] {Entrant.HALF, Entrant.MOST}) {
        String name = Entrant.named(way, share);
        checks.add(
            Check.atLeast(
                "open loop: " + name + ", done as a share of offered",
                outcome.rate(open(name)) / outcome.figure(open(name), OpenLoop.OFFERED),
                CARRIED));
      }
    }
    double little = outcome.figure(open(Entrant.littleOf(BASE)), VISIBLE_P99);
    // A commit takes as long as the disk: ours are two in sequence, and some work.
    double bare = outcome.figure(open(Entrant.LITTLE_OF_BARE), VISIBLE_P99);
    checks.add(
        Check.atMost(
            "open loop: ours at 2,000/s, visible p99, x that of bare rows",
            little / bare,
            P99_OF_BARE_ROWS));
    checks.add(
        Check.atMost(
            "open loop: ours at 2,000/s, visible p99 beside retention, x that of bare rows",
            outcome.figure(open(Entrant.littleOf(Scenario.retained(false))), VISIBLE_P99) / bare,
            P99_OF_BARE_ROWS));
    checks.add(
        Check.atMost(
            "open loop: ours at 2,000/s, visible p99 beside a held snapshot, x without",
            outcome.figure(open(Entrant.littleOf(Scenario.HELD)), VISIBLE_P99) / little,
            3));
    checks.add(
        Check.atMost(
            "open loop: ours synchronous at 80 %, p99 as a share of row by row's at its own 80 %",
            outcome.figure(open(Entrant.named(Competitor.SYNCHRONOUS, Entrant.MOST)), VISIBLE_P99)
                / outcome.figure(
                    open(Entrant.named(Competitor.ROW_BY_ROW, Entrant.MOST)), VISIBLE_P99),
            1));
    return checks;
  }

  private static String open(String name) {
    return Entrant.OPEN + ": " + name;
  }

  private static double rate(Outcome outcome, Scenario scenario, Competitor way) {
    return outcome.rate(scenario.title() + ": " + way.name());
  }

  private static double figure(Outcome outcome, Scenario scenario, Competitor way, String name) {
    return outcome.figure(scenario.title() + ": " + way.name(), name);
  }
}
