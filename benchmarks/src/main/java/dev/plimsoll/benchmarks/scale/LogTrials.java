package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.scale.ScaleFindings.Beside;
import dev.plimsoll.benchmarks.scale.ScaleTrials.Title;
import dev.plimsoll.cli.local.ServiceName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Trials of the materializer.
final class LogTrials {
  static final String POSTED = "posted files until each batch has its offset";
  static final String SLOW = "the same, where each move of a partition waits";
  private static final int PRODUCERS = 8;
  private static final int PARTITIONS = 4;
  private static final double WAIT_MILLIS = 2;
  private static final int PAUSE_MILLIS = 100;

  private final Site site;
  private final Amount amount;
  private final ScaleTrials trials;
  private final Crew crew;

  LogTrials(Site site, Amount amount, ScaleTrials trials) {
    this.site = site;
    this.amount = amount;
    this.trials = trials;
    this.crew =
        new Crew(
            site.system(),
            ServiceName.MATERIALIZER,
            "plimsoll_materializer_assignment_batches_sum");
  }

  void measure(ScaleStudy study) throws Exception {
    LogWork full =
        new LogWork(site, new LogWork.Order("full", PARTITIONS, PRODUCERS, amount.files(), 0));
    // About as many batches as partitions, so that there are as many moves.
    int slowFiles =
        LogWork.TOPICS * amount.slowPartitions() / PRODUCERS / LogWork.BATCHES_OF_A_FILE;
    LogWork slow =
        new LogWork(
            site, new LogWork.Order("slow", amount.slowPartitions(), PRODUCERS, slowFiles, 0));
    study.forEachCrew(
        "materializer",
        crew,
        _ -> {
          study.add(
              trials.scaled(
                  new Title("materializer", POSTED, "CPU"),
                  crew,
                  full,
                  crew.warmUps(),
                  amount.times()));
          LogWork.slow(site, WAIT_MILLIS);
          try {
            study.add(trials.scaled(new Title("materializer", SLOW, "waiting"), crew, slow, 0, 1));
          } finally {
            LogWork.undoSlow(site);
          }
          bareInserts(study);
        });
    int paced = (amount.times() > 1 ? 45_000 : 35_000) / PAUSE_MILLIS;
    study.add(
        trials.rebalances(
            "materializer",
            crew,
            new LogWork(
                site, new LogWork.Order("paced", PARTITIONS, PRODUCERS, paced, PAUSE_MILLIS))));
  }

  /// The same batches as rows, fifty a transaction by four sessions: no offsets, no HTTP, no Kafka.
  private void bareInserts(ScaleStudy study) throws Exception {
    site.database()
        .execute(
            "DROP TABLE IF EXISTS bare",
            "CREATE TABLE bare (topic int, part int, producer int, sequence bigint, byte_offset int,"
                + " records int)");
    int sessions = 4;
    int files = amount.files() * PRODUCERS / sessions;
    List<Callable<Long>> inserts = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      int number = i;
      inserts.add(() -> insert(number, files));
    }
    long begin = System.nanoTime();
    long rows = SideBySide.sum(sessions, inserts);
    study.add(
        new Beside(
            POSTED,
            "bare INSERTs of as many rows, 50 a transaction, four sessions",
            true,
            "batches",
            rows * 1e9 / (System.nanoTime() - begin)));
  }

  private long insert(int number, int files) throws SQLException {
    try (Connection connection = site.database().open();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO bare SELECT ?, i, ?, ?, i * 4096, 100 FROM generate_series(1, 50) AS i")) {
      for (int file = 0; file < files; file++) {
        insert.setInt(1, file % LogWork.TOPICS);
        insert.setInt(2, number);
        insert.setLong(3, file);
        insert.executeUpdate();
      }
    }
    return (long) files * LogWork.BATCHES_OF_A_FILE;
  }
}
