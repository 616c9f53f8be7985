package dev.plimsoll.benchmarks.extract;

import static dev.plimsoll.benchmarks.extract.ExtractRun.EMPTY_QUERIES;
import static dev.plimsoll.benchmarks.extract.ExtractRun.FILES;
import static dev.plimsoll.benchmarks.extract.ExtractRun.QUERIES;

import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.benchmarks.harness.Run;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks of the figures of `bench extract`. Pure.
///
/// @param rows of each table, by group
/// @param fast false where tables are too small for checks of speed
/// @param trials of all tables by all strategies
/// @param memory of the service while it read bulky tables
/// @param mariaDbMissing why there is none; null where there is one
record ExtractChecks(
    Map<String, Long> rows,
    boolean fast,
    List<Trial> trials,
    List<MemoryTrial> memory,
    @Nullable String mariaDbMissing) {
  /// Least rows for checks of speed: below it a run's start and end take longer than the reading.
  static final long ROWS_OF_SPEED = 1_000_000;

  private static final String DENSE = TableShape.DENSE.title();
  private static final String SPARSE = TableShape.SPARSE.title();
  private static final String GAP = TableShape.GAP.title();
  private static final String SEED_ONE = TableShape.SEED_ONE.title();

  ExtractChecks {
    rows = Map.copyOf(rows);
    trials = List.copyOf(trials);
    memory = List.copyOf(memory);
  }

  List<Check> of(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    if (fast) {
      checks.addAll(speed(outcome));
      checks.addAll(mariaDbSpeed(outcome));
    }
    if (mariaDbMissing != null) {
      checks.add(Check.equal("MariaDB to be measured", mariaDbMissing, "there"));
    }
    checks.addAll(queries(outcome));
    checks.addAll(seedOne(outcome));
    memory.stream().map(MemoryTrial::checks).forEach(checks::addAll);
    checks.addAll(sameRows(outcome));
    return checks;
  }

  private static List<Check> speed(Outcome outcome) {
    double sparse = outcome.rate(RacedStrategy.TWO_BLOCKS.in(SPARSE));
    double dense = outcome.rate(RacedStrategy.TWO_BLOCKS.in(DENSE));
    return List.of(
        Check.atLeast(
            "sparse: blocks by 2 workers, share of the one-stream ceiling",
            outcome.value(RacedStrategy.TWO_BLOCKS.in(SPARSE), Result::ofCeiling),
            0.75),
        Check.atMost(
            "blocks by 2 workers: how far dense is from sparse, as a share",
            Math.abs(dense / sparse - 1),
            0.10),
        Check.atLeast(
            "sparse: blocks by 2 workers, x fixed",
            sparse / outcome.rate(RacedStrategy.FIXED.in(SPARSE)),
            4));
  }

  private List<Check> mariaDbSpeed(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    for (String group :
        rows.keySet().stream()
            .filter(name -> name.startsWith(RacedSource.MARIADB))
            .sorted()
            .toList()) {
      checks.add(
          Check.atLeast(
              group + ": one stream, share of the ceiling", best(outcome, group, 1, true), 0.40));
      checks.add(
          Check.atLeast(
              group + ": two streams, x one stream",
              best(outcome, group, 2, false) / best(outcome, group, 1, false),
              Math.nextUp(1.0)));
    }
    return checks;
  }

  /// The best figure of the strategies with so many workers; NaN where there is none.
  private double best(Outcome outcome, String group, int workers, boolean share) {
    return racing(group).stream()
        .filter(way -> Integer.valueOf(workers).equals(way.workers()))
        .map(
            way ->
                share
                    ? outcome.value(way.in(group), Result::ofCeiling)
                    : outcome.rate(way.in(group)))
        .max(Comparator.naturalOrder())
        .orElse(Double.NaN);
  }

  private List<RacedStrategy> racing(String group) {
    return Trial.racing(trials, group);
  }

  private List<Check> queries(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    for (Trial trial : trials) {
      if (trial.races() && !trial.way().isBaseline()) {
        checks.add(
            Check.atMost(
                trial.label() + ", empty queries",
                outcome.most(trial.way().in(trial.group())::equals, EMPTY_QUERIES),
                0.0));
      }
    }
    for (RacedStrategy way : racing(DENSE)) {
      if (!way.isBaseline()) {
        checks.add(
            Check.atMost(
                "huge gap: %s, queries beside the dense table's".formatted(way.label()),
                // Keyset asks once more whenever a worker takes over another's rest.
                outcome.figure(way.in(GAP), QUERIES),
                outcome.most(way.in(DENSE)::equals, QUERIES)));
      }
    }
    return checks;
  }

  private static List<Check> seedOne(Outcome outcome) {
    return List.of(
        Check.atMost(
            "seed 1's case: queries",
            outcome.most(RacedStrategy.AUTO.in(SEED_ONE)::equals, QUERIES),
            2.0),
        Check.atMost(
            "seed 1's case: files",
            outcome.most(RacedStrategy.AUTO.in(SEED_ONE)::equals, FILES),
            1.0),
        Check.atLeast(
            "seed 1's case: queries of fixed",
            outcome.figure(RacedStrategy.FIXED.in(SEED_ONE), QUERIES),
            24.0));
  }

  /// Rows by digest in the trials, by number in each run.
  private List<Check> sameRows(Outcome outcome) {
    List<Check> checks = new ArrayList<>();
    for (Trial trial : trials) {
      if (trial instanceof Trial.Compared compared) {
        checks.add(
            Check.equal(
                trial.label() + ", rows and digest beside the source's",
                compared.equal() ? "equal" : compared.how(),
                "equal"));
      }
    }
    Map<String, List<Run>> byContender = new LinkedHashMap<>();
    for (Run run : outcome.runs()) {
      byContender.computeIfAbsent(run.contender(), _ -> new ArrayList<>()).add(run);
    }
    byContender.forEach(
        (contender, runs) ->
            checks.add(
                Check.equal(
                    contender + ", rows of each run",
                    runs.stream()
                        .flatMap(run -> run.repetitions().stream())
                        .map(once -> Math.round(once.work()))
                        .filter(found -> found != rowsOf(contender))
                        .findFirst()
                        .orElse(rowsOf(contender)),
                    rowsOf(contender))));
    return checks;
  }

  private long rowsOf(String contender) {
    String group = contender.substring(0, contender.indexOf(": "));
    Long known = rows.get(group);
    if (known == null) {
      throw new IllegalArgumentException("nothing is known of the table " + group);
    }
    return known;
  }
}
