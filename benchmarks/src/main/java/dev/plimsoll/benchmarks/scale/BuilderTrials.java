package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Beside;
import dev.plimsoll.benchmarks.scale.ScaleTrials.Title;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.local.ServiceName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Trials of the builder.
final class BuilderTrials {
  static final String SORTED = "a plan of index builds";
  static final String SLOW = "the same, where each row waits";
  private static final int JOBS = 2;
  private static final long SLOW_ROWS = 25;
  private static final int WAIT_MILLIS = 20;

  /// Builds of a second while builders come and go.
  private static final int MANY = 32;

  private final Site site;
  private final Amount amount;
  private final ScaleTrials trials;
  private final Crew crew;

  BuilderTrials(Site site, Amount amount, ScaleTrials trials) {
    this.site = site;
    this.amount = amount;
    this.trials = trials;
    this.crew = new Crew(site.system(), ServiceName.BUILDER, "plimsoll_builder_builds_total");
  }

  void measure(ScaleStudy study) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    KeyWork sorted =
        new KeyWork(
            site,
            new KeyWork.Order("keys", amount.keyTables(), amount.keyRows(), 0, Math.max(2, cores)));
    KeyWork slow =
        new KeyWork(
            site, new KeyWork.Order("slowkeys", amount.keyTables(), SLOW_ROWS, WAIT_MILLIS, 16));
    sorted.create();
    slow.create();
    study.forEachCrew(
        "builder",
        crew,
        _ -> {
          study.add(
              trials.scaled(new Title("builder", SORTED, "CPU"), crew, sorted, 1, amount.times()));
          study.add(trials.scaled(new Title("builder", SLOW, "waiting"), crew, slow, 0, 1));
          jobs(study, sorted);
        });
    KeyWork slower =
        new KeyWork(site, new KeyWork.Order("slowerkeys", MANY, SLOW_ROWS, WAIT_MILLIS, 16));
    slower.create();
    study.add(trials.rebalances("builder", crew, slower));
  }

  /// The same statements by two sessions, and the same without CONCURRENTLY, which reads each table
  /// once and lets nobody write.
  private void jobs(ScaleStudy study, KeyWork work) throws Exception {
    for (boolean concurrently : new boolean[] {true, false}) {
      try (Connection connection = open(work)) {
        KeyWork.dropIndexes(connection);
      }
      List<Callable<Long>> builds = new ArrayList<>();
      for (String statement : work.statements(concurrently)) {
        builds.add(
            () -> {
              try (Connection connection = open(work)) {
                BenchDatabase.execute(connection, statement);
              }
              return 1L;
            });
      }
      long begin = System.nanoTime();
      long built = SideBySide.sum(JOBS, builds);
      study.add(
          new Beside(
              SORTED,
              concurrently ? "a script: two jobs, CONCURRENTLY" : "two jobs, plain",
              !concurrently,
              "builds",
              built * 1e9 / (System.nanoTime() - begin)));
    }
  }

  private Connection open(KeyWork work) {
    return site.database().databases().open(work.address());
  }
}
