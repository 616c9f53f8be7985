package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.cli.checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is demanded of the figures. Pure.
///
/// @param fast false where runs are too short for their speed to say anything
record MaterializeChecks(boolean fast) {
  private static final double TIMES_SEED = 8;
  private static final double WAL_OF_SEED = 0.1;
  private static final double CPU_MICROS = 5;
  private static final double P99_MILLIS = 25;
  private static final double FLAT = 1.3;
  private static final double P99_HELD = 3;
  private static final double TIMES_ROW_BY_ROW = 2.5;

  private static final Scenario BASE = Scenario.SIXTEEN;
  private static final Way OURS = Way.ASYNCHRONOUS;

  List<Check> of(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    if (fast) {
      checks.addAll(speed(outcome));
    }
    // Each run has compared records with offsets and records sent, or it would have thrown.
    for (Result result : outcome.results()) {
      checks.add(
          Check.isTrue(
              result.contender() + ": every record has one offset, none is left out",
              result.median() > 0));
    }
    return checks;
  }

  private static List<Check> speed(Outcome outcome) {
    double rate = rate(outcome, BASE, OURS);
    return List.of(
        Check.atLeast("16 parts: ours, x seed 2", rate / rate(outcome, BASE, Way.SEED), TIMES_SEED),
        Check.atMost(
            "16 parts: ours, WAL of an event as a share of seed 2's",
            figure(outcome, BASE, OURS, EndToEnd.WAL_PER_EVENT)
                / figure(outcome, BASE, Way.SEED, EndToEnd.WAL_PER_EVENT),
            WAL_OF_SEED),
        Check.atMost(
            "16 parts: ours, server CPU of an event, µs",
            figure(outcome, BASE, OURS, EndToEnd.CPU_PER_EVENT),
            CPU_MICROS),
        Check.atMost(
            "paced: ours, visible p99, ms",
            figure(outcome, Scenario.PACED, OURS, Latencies.P99),
            P99_MILLIS),
        Check.atMost(
            "paced: ours, visible p99 beside retention, ms",
            figure(outcome, Scenario.PACED, Way.RETAINED, Latencies.P99),
            P99_MILLIS),
        Check.atMost(
            "ours, x slower with history",
            rate / rate(outcome, Scenario.history(false), OURS),
            FLAT),
        Check.atMost(
            "ours, x slower with 10,000 partitions",
            rate / rate(outcome, Scenario.MANY_PARTITIONS, OURS),
            FLAT),
        Check.atMost(
            "paced: ours, visible p99 beside a held snapshot, x without",
            figure(outcome, Scenario.PACED_HELD, OURS, Latencies.P99)
                / figure(outcome, Scenario.PACED, OURS, Latencies.P99),
            P99_HELD),
        Check.atLeast(
            "16 parts: ours synchronous, x row by row",
            rate(outcome, BASE, Way.SYNCHRONOUS) / rate(outcome, BASE, Way.ROW_BY_ROW),
            TIMES_ROW_BY_ROW),
        Check.atMost(
            "16 parts: ours synchronous, p99 as a share of row by row's",
            figure(outcome, BASE, Way.SYNCHRONOUS, Latencies.P99)
                / figure(outcome, BASE, Way.ROW_BY_ROW, Latencies.P99),
            1));
  }

  private static double rate(Outcome outcome, Scenario scenario, Way way) {
    return result(outcome, scenario, way).map(Result::median).orElse(Double.NaN);
  }

  private static double figure(Outcome outcome, Scenario scenario, Way way, String name) {
    return result(outcome, scenario, way)
        .map(result -> result.figures().getOrDefault(name, Double.NaN))
        .orElse(Double.NaN);
  }

  private static Optional<Result> result(Outcome outcome, Scenario scenario, Way way) {
    String label = scenario.title() + ": " + way.name();
    return outcome.results().stream()
        .filter(result -> result.contender().equals(label))
        .findFirst();
  }
}
