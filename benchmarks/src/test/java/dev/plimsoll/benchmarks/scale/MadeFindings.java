package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.ScaleFindings.AtRest;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Beside;
import dev.plimsoll.benchmarks.scale.ScaleFindings.CpuMicros;
import dev.plimsoll.benchmarks.scale.ScaleFindings.LogCost;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Rebalance;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Scaled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Findings that are as if a formula had made them.
final class MadeFindings {
  private MadeFindings() {}

  /// @param lost by each work and each rebalance
  static ScaleFindings of(long lost) {
    List<Scaled> scaled = new ArrayList<>();
    List<AtRest> atRest = new ArrayList<>();
    for (String service : ScaleModel.SERVICES) {
      for (int processes : new int[] {1, 2, 4}) {
        scaled.add(scaled(service, "CPU", processes, 1_000, lost));
        scaled.add(
            scaled(
                service,
                "waiting",
                processes,
                service.equals("builder") ? 10 : 10.0 * processes,
                lost));
        atRest.add(
            new AtRest(
                service,
                processes,
                0.02,
                0.1 + 0.01 * processes,
                5 + 3.0 * processes,
                4 * processes,
                2));
      }
    }
    return new ScaleFindings(
        scaled,
        List.of(new Beside("sync work, CPU", "a script", false, "units", 3_000)),
        rebalances(lost),
        atRest,
        logCosts(),
        200,
        60);
  }

  private static List<Rebalance> rebalances(long lost) {
    List<Rebalance> all = new ArrayList<>();
    for (String service : ScaleModel.SERVICES) {
      all.add(new Rebalance(service, "quiet", 2, 2, 0.5, 1, Double.NaN, Double.NaN, lost, 0));
      all.add(new Rebalance(service, "added", 2, 3, 0.6, 1, 4, 7, lost, 0));
      all.add(new Rebalance(service, "drained", 3, 2, 0.7, 2, 1, 5, lost, 0));
      all.add(new Rebalance(service, "killed", 2, 1, 3, 12, 0.1, Double.NaN, lost, 0));
    }
    return all;
  }

  private static Scaled scaled(
      String service, String limit, int processes, double rate, long lost) {
    return new Scaled(
        service,
        service + " work, " + limit,
        limit,
        "units",
        processes,
        List.of(rate),
        Collections.nCopies(processes, rate),
        new CpuMicros(100, 50, 10),
        lost,
        0);
  }

  /// 10 µs a batch and 40 for each row that is moved; 5 and 1 for each doubling of segments.
  private static List<LogCost> logCosts() {
    List<LogCost> costs = new ArrayList<>();
    for (int partitions : new int[] {10, 100, 1_000, 10_000}) {
      costs.add(
          new LogCost(
              partitions,
              0,
              40_000,
              10,
              10 + 40 * ScaleModel.touched(partitions, ScaleModel.RUN),
              1_000));
    }
    for (long history : new long[] {10_000, 100_000, 1_000_000}) {
      double micros = 5 + Math.log(1 + history / 50.0) / Math.log(2);
      costs.add(new LogCost(16, history, 40_000, 10, micros, 20 * (history + 40_000)));
    }
    return costs;
  }
}
