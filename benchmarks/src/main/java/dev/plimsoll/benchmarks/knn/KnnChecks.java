package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.knn.KnnFindings.Partitioned;
import dev.plimsoll.benchmarks.knn.KnnFindings.Sized;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;

/// Checks of what was measured. A function of the findings.
final class KnnChecks {
  /// Rows from which on several sessions have to pay.
  private static final int LARGE = 100_000;

  private static final double TWO_CORES = 1.7;
  private static final double NO_SLOWER = 1.1;
  private static final double FAN_OUT = 1.8;

  private KnnChecks() {}

  /// That all contenders found the same.
  static List<Check> answers(KnnFindings findings) {
    List<Check> checks = new ArrayList<>();
    for (Sized one : findings.sizes()) {
      checks.add(Check.equal(of(one, "answers that differ"), one.differences(), 0));
      checks.add(
          Check.isTrue(
              of(one, "one statement finds what a loop over the vectors does"), one.oracle()));
    }
    return checks;
  }

  /// How fast they were.
  static List<Check> speed(KnnFindings findings) {
    List<Check> checks = new ArrayList<>();
    for (Sized one : findings.sizes()) {
      for (String name : List.of(KnnFindings.SERVICE, KnnFindings.LIBRARY)) {
        if (one.contender(name).isPresent()) {
          checks.addAll(speed(findings, one, name));
        }
      }
    }
    for (Partitioned one : findings.partitioned()) {
      for (String name : List.of(KnnFindings.SERVICE_INDEX, KnnFindings.LIBRARY_INDEX)) {
        if (one.contender(name).isPresent()) {
          checks.add(
              Check.atLeast(
                  "%d partitions: %s, x %s"
                      .formatted(one.partitions(), name, KnnFindings.MERGE_APPEND),
                  one.times(name, KnnFindings.MERGE_APPEND),
                  FAN_OUT));
        }
      }
    }
    return checks;
  }

  private static List<Check> speed(KnnFindings findings, Sized one, String name) {
    List<Check> checks = new ArrayList<>();
    double times = one.times(name, KnnFindings.ONE);
    if (one.rows() < LARGE) {
      checks.add(Check.atMost(of(one, name + ", takes x one statement"), 1 / times, NO_SLOWER));
    } else if (findings.cores() > 1) {
      checks.add(Check.atLeast(of(one, name + ", x one statement"), times, TWO_CORES));
    }
    if (one.planned()) {
      checks.add(
          Check.atLeast(
              of(one, "%s, x %s".formatted(name, KnnFindings.PARALLEL)),
              one.times(name, KnnFindings.PARALLEL),
              Math.nextUp(1.0)));
    }
    return checks;
  }

  private static String of(Sized one, String what) {
    return "%,d rows: %s".formatted(one.rows(), what);
  }
}
