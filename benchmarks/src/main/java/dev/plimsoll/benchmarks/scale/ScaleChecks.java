package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.ScaleFindings.Rebalance;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;

/// Checks of what was measured.
final class ScaleChecks {
  /// More processes on the same cores do the same work with more of everything.
  private static final double KEPT = 0.75;

  /// Of four times as much as one, where they wait.
  private static final double OF_FOUR = 2.5;

  private ScaleChecks() {}

  static List<Check> of(ScaleFindings findings) {
    List<Check> checks = new ArrayList<>();
    for (Scaled one : findings.scaled()) {
      String name = "%s, %d: %s".formatted(one.service(), one.processes(), one.work());
      checks.add(Check.equal(name + ": lost", one.lost(), 0));
      checks.add(Check.equal(name + ": doubled", one.doubled(), 0));
      if (one.processes() == 4) {
        double times = ScaleModel.rate(one) / ScaleModel.rate(single(findings, one));
        boolean more = one.limit().equals("waiting") && !one.service().equals("builder");
        checks.add(Check.atLeast(name + ": x one process", times, more ? OF_FOUR : KEPT));
      }
    }
    for (String service : ScaleModel.SERVICES) {
      checks.add(
          Check.equal(
              service + ": processes came and went",
              String.join(
                  ", ",
                  findings.rebalances().stream()
                      .filter(one -> one.service().equals(service))
                      .map(Rebalance::event)
                      .toList()),
              "quiet, added, drained, killed"));
    }
    for (Rebalance one : findings.rebalances()) {
      String name = "%s, a process %s".formatted(one.service(), one.event());
      checks.add(Check.equal(name + ": lost", one.lost(), 0));
      checks.add(Check.equal(name + ": doubled", one.doubled(), 0));
      if (!one.event().equals("quiet")) {
        // A session of Kafka is 10 s, and the recovery looks each 2 s for what a process has left.
        checks.add(
            Check.atMost(
                name + ": seconds without progress",
                one.pauseSeconds(),
                one.event().equals("killed") ? 15.0 : 5.0));
      }
    }
    return checks;
  }

  static Scaled single(ScaleFindings findings, Scaled of) {
    return findings.scaled().stream()
        .filter(one -> one.work().equals(of.work()) && one.processes() == 1)
        .findFirst()
        .orElseThrow();
  }
}
