package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.benchmarks.dispatch.DispatchFindings.Claims;
import dev.plimsoll.benchmarks.dispatch.DispatchFindings.Graph;
import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// Section of the report and checks. A function of the findings.
final class DispatchPage {
  private static final int MANY = 16;

  private DispatchPage() {}

  /// @param sizes of the queue, the smallest first
  static Studied studied(DispatchFindings findings, List<Integer> sizes) {
    List<String> section = section(findings);
    return new Studied(findings, section, section, Map.of(), checks(findings, sizes));
  }

  private static List<String> section(DispatchFindings findings) {
    List<String> lines = new ArrayList<>();
    lines.add("| ready jobs | claimants | way | calls/s | jobs/s | p99 ms |");
    lines.add("|---:|---:|---|---:|---:|---:|");
    for (Claims one : findings.claims()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %,d | %d | %s | %,.0f | %,.0f | %.1f |",
              one.ready(),
              one.claimants(),
              one.way(),
              one.callsPerSecond(),
              one.jobsPerSecond(),
              one.p99Millis()));
    }
    lines.add("");
    lines.add("Whole workflows, claimed and ended in batches of 100:");
    lines.add("");
    lines.add("| jobs | waits | claimants | jobs/s | accepted in s |");
    lines.add("|---:|---:|---:|---:|---:|");
    for (Graph one : findings.graphs()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %,d | %,d | %d | %,.0f | %.1f |",
              one.jobs(),
              one.waits(),
              one.claimants(),
              one.jobsPerSecond(),
              one.acceptSeconds()));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "With a snapshot held for %d s, the last seconds have %.0f %% of the first one's jobs.",
            findings.heldSnapshot().seconds(),
            findings.heldSnapshot().lastOfFirst() * 100));
    lines.add("");
    lines.add("Through the planner's API, each call with the ends of what the one before gave:");
    lines.add("");
    lines.add("| claimants | claims/s | jobs/s | p99 ms of a claim |");
    lines.add("|---:|---:|---:|---:|");
    for (ApiTrial.Served one : findings.served()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %d | %,.0f | %,.0f | %.1f |",
              one.claimants(),
              one.callsPerSecond(),
              one.jobsPerSecond(),
              one.p99Millis()));
    }
    return lines;
  }

  private static List<Check> checks(DispatchFindings findings, List<Integer> sizes) {
    Claims smallest = claims(findings, sizes.getFirst());
    Claims largest = claims(findings, sizes.getLast());
    double cycle = best(findings.graphs(), graph -> graph.waits() > 0);
    double batches = best(findings.graphs(), graph -> graph.waits() == 0 && graph.claimants() == 1);
    return List.of(
        Check.atLeast(
            "claim calls/s, %,d ready, 16 claimants".formatted(smallest.ready()),
            smallest.callsPerSecond(),
            3_000),
        Check.atLeast(
            "claim calls/s, %,d ready, 16 claimants".formatted(largest.ready()),
            largest.callsPerSecond(),
            3_000),
        Check.atLeast("small jobs/s in batches of 100, one claimant", batches, 40_000),
        Check.atLeast("jobs/s through a whole graph", cycle, 20_000),
        Check.atMost(
            "p99 with %,d ready of that with %,d".formatted(largest.ready(), smallest.ready()),
            largest.p99Millis() / smallest.p99Millis(),
            1.5),
        Check.atLeast(
            "rate under a held snapshot, of the first second's",
            findings.heldSnapshot().lastOfFirst(),
            0.8),
        Check.equal("jobs that two had at once", findings.claimedTwice(), 0));
  }

  private static double best(List<Graph> graphs, Predicate<Graph> which) {
    return graphs.stream().filter(which).mapToDouble(Graph::jobsPerSecond).max().orElse(Double.NaN);
  }

  private static Claims claims(DispatchFindings findings, int ready) {
    return findings.claims().stream()
        .filter(one -> one.way().equals(DispatchStudy.CLASSES))
        .filter(one -> one.ready() == ready && one.claimants() == MANY)
        .findFirst()
        .orElseThrow();
  }
}
