package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Campaign;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A queue that has grown long, as after nobody gave offsets for a while.
class CatchUpIT {
  private static final int DEEPEST = 4_096;
  private static final int FILLED = 10_000;
  private static final int PARTITIONS = 16;
  private static final int EACH = 3;
  private static final int PRODUCERS = 4;
  private static final int WORKERS = 2;
  private static final long WAITING = 1_000_000;
  private static final Duration STEADY = Duration.ofSeconds(20);
  private static final Duration CAUGHT_UP_WITHIN = Duration.ofMinutes(30);
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  @AutoClose private LogDatabase log;
  private int partId;
  private long fileId;
  private int producer;

  /// Whose batches are packed: of the one that is known, or of another.
  private boolean other;

  @BeforeEach
  void open() throws SQLException {
    log = new LogDatabase("catch_up", "");
  }

  @Test
  void whoCouldLookNoFurtherDoesNotRestThoughItTookFewBatches() throws SQLException {
    // given more rows of single batches than a run looks at
    log.ingestion().append(List.of(Batches.batch("t", 0, "p", 0, 0)));
    int partId = (int) log.number("SELECT part_id FROM log_partition");
    long fileId = log.number("SELECT file_id FROM file");
    int producer = (int) log.number("SELECT producer_ref FROM producer_name");
    byte[][] rows =
        LongStream.range(1, DEEPEST + 100)
            .mapToObj(
                sequence ->
                    BatchCodec.pack(
                        List.of(new LogBatch(partId, 10, producer, 0, sequence, fileId, 0, 1, 0))))
            .toArray(byte[][]::new);
    fill(rows);

    // when a worker takes them, then it goes on at once until nothing is left
    OffsetAssignment worker = new OffsetAssignment(log.transactions(), new RunSize.Fixed(64_000));
    List<AssignedRun> runs = new ArrayList<>();
    do {
      runs.add(worker.run(-1));
    } while (!runs.getLast().idle());
    assertThat(runs.stream().mapToInt(run -> run.outcome().batches()).sum())
        .isEqualTo(rows.length + 1);
    AssignedRun last = runs.get(runs.size() - 2);
    assertThat(last.rest()).isPositive();
    assertThat(runs.subList(0, runs.size() - 2)).isNotEmpty();
    assertThat(runs.subList(0, runs.size() - 2)).allMatch(run -> run.rest().isZero());
  }

  /// Each row of the queue that is taken is dead, and stays where it was until a vacuum: beside an
  /// old snapshot until that is gone. Whoever looks for the oldest one that waits must not walk
  /// over all of them.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsThatWereTakenDoNotSlowDownThoseAfterThem(boolean heldSnapshot) throws Exception {
    // given rows of single batches, as of files or events that came one by one
    Assumptions.assumeTrue(Campaign.isLong(), "measured in campaigns alone");
    openPartition();
    fill(1, WAITING);

    try (Connection reader = log.connect()) {
      if (heldSnapshot) {
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        reader.createStatement().execute("SELECT count(*) FROM manifest");
      }

      // when they are taken, run after run
      OffsetAssignment worker = new OffsetAssignment(log.transactions(), new RunSize.Fixed(64_000));
      List<Long> nanos = new ArrayList<>();
      long placed = 0;
      while (placed < WAITING - 1) {
        long began = System.nanoTime();
        placed += worker.run(-1).outcome().batches();
        nanos.add(System.nanoTime() - began);
      }

      // then the last runs take no longer than the first, but for what a machine does besides
      int fifth = nanos.size() / 5;
      double early = median(nanos.subList(fifth, 2 * fifth));
      double late = median(nanos.subList(nanos.size() - fifth, nanos.size()));
      System.out.printf(
          "%d rows, held %s: %d runs in %.1f s; a run of %.1f ms early, %.1f ms late%n",
          WAITING - 1,
          heldSnapshot,
          nanos.size(),
          nanos.stream().mapToLong(Long::longValue).sum() / 1e9,
          early / 1e6,
          late / 1e6);
      assertThat(late).isLessThan(3 * early);
    }
  }

  /// A number is drawn before its row can be seen: the producer's next batch, which it sends when
  /// this one is acknowledged, must not be judged before it.
  @Test
  void whoHasDrawnAnEarlierNumberIsStillTakenFirst() throws Exception {
    openPartition();
    OffsetAssignment worker = new OffsetAssignment(log.transactions(), new RunSize.Fixed(64_000));
    try (Connection slow = log.connect();
        Statement insert = slow.createStatement()) {
      // given the first batch, which is not committed yet, and many of another producer behind it
      slow.setAutoCommit(false);
      insert.execute(
          "INSERT INTO manifest (shard, batch_count, packed) SELECT shard, 1, '\\x%s' FROM log_partition"
              .formatted(HexFormat.of().formatHex(packed(1))));
      other = true;
      fill(0, 8 * FILLED);
      while (!worker.run(-1).idle()) {
        // until all of them are taken
      }

      // when it commits, and its producer sends the next one, and others go on
      slow.commit();
    }
    other = false;
    fill(2, 3);
    other = true;
    fill(8 * FILLED, 16 * FILLED);
    List<AssignedRun> runs = new ArrayList<>();
    do {
      runs.add(worker.run(-1));
    } while (!runs.getLast().idle());

    // then nothing is refused, and nothing is left
    assertThat(runs).allSatisfy(run -> assertThat(run.outcome().refused()).isEmpty());
    assertThat(log.number("SELECT count(*) FROM manifest")).isZero();
    assertThat(log.number("SELECT sum(batches) FROM partition_state")).isEqualTo(3 + 16 * FILLED);
  }

  private static double median(List<Long> values) {
    return values.stream()
        .mapToLong(Long::longValue)
        .sorted()
        .skip(values.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private void openPartition() throws SQLException {
    log.ingestion().append(List.of(Batches.batch("t", 0, "p", 0, 0)));
    AssignedLog.assignAll(log);
    partId = (int) log.number("SELECT part_id FROM log_partition");
    fileId = log.number("SELECT file_id FROM file");
    producer = (int) log.number("SELECT producer_ref FROM producer_name");
  }

  private byte[] packed(long sequence) {
    int by = other ? producer + 1 : producer;
    return BatchCodec.pack(List.of(new LogBatch(partId, 10, by, 0, sequence, fileId, 0, 1, 0)));
  }

  /// A row for each sequence.
  private void fill(long first, long end) throws SQLException {
    for (long from = first; from < end; from += FILLED) {
      fill(
          LongStream.range(from, Math.min(end, from + FILLED))
              .mapToObj(this::packed)
              .toArray(byte[][]::new));
    }
  }

  private void fill(byte[][] rows) throws SQLException {
    try (Connection connection = log.connect();
        PreparedStatement fill =
            connection.prepareStatement(
                "INSERT INTO manifest (shard, batch_count, packed)"
                    + " SELECT (SELECT shard FROM log_partition), 1, unnest(?)")) {
      fill.setArray(1, connection.createArrayOf("bytea", rows));
      fill.executeUpdate();
    }
  }

  /// For a machine with nothing else to do.
  @Test
  void aMillionThatWaitArePlacedAtHalfTheSteadyRateAtLeast() throws Exception {
    Assumptions.assumeTrue(Campaign.isLong(), "measured in campaigns alone");
    log.createPartitions("t", PARTITIONS);
    AtomicBoolean appending = new AtomicBoolean(true);
    AtomicBoolean placing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      // given a rate at which batches are appended and placed at once
      List<Future<Long>> producers = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        String producer = "steady-" + i;
        producers.add(threads.submit(() -> append(producer, Long.MAX_VALUE, appending)));
      }
      List<Future<Long>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(threads.submit(() -> place(placing)));
      }
      long began = System.nanoTime();
      // The rate is measured over this time.
      Thread.sleep(STEADY);
      long placed = placed();
      double steady = placed / seconds(began);
      appending.set(false);
      sum(producers);
      placing.set(false);
      sum(workers);
      AssignedLog.assignAll(log);

      // and as many as may wait, for which nobody has worked
      appending.set(true);
      producers.clear();
      long before = placed();
      for (int i = 0; i < PRODUCERS; i++) {
        String producer = "late-" + i;
        producers.add(threads.submit(() -> append(producer, WAITING / PRODUCERS, appending)));
      }
      long waiting = sum(producers);

      // when workers begin, as of a service that was just started
      placing.set(true);
      workers.clear();
      began = System.nanoTime();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(threads.submit(() -> place(placing)));
      }
      await().atMost(CAUGHT_UP_WITHIN).until(() -> placed() >= before + waiting);
      double late = waiting / seconds(began);
      placing.set(false);
      sum(workers);

      // then they are done at half that rate at least
      System.out.printf(
          "steady %.0f batches/s; %d that waited in %.1f s: %.0f batches/s%n",
          steady, waiting, waiting / late, late);
      assertThat(late).isGreaterThanOrEqualTo(steady / 2);
    }
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static long sum(List<Future<Long>> counts) throws Exception {
    long sum = 0;
    for (Future<Long> count : counts) {
      sum += count.get();
    }
    return sum;
  }

  private long placed() throws SQLException {
    return log.number("SELECT sum(batches) FROM partition_state");
  }

  private long append(String producer, long atLeast, AtomicBoolean going) throws Exception {
    FileNumbering numbering = log.numbering();
    FileAppend append = new FileAppend(log.transactions());
    long batches = 0;
    for (int file = 0; batches < atLeast && going.get(); file++) {
      numbering.pass(file(producer, file), append::append);
      batches += (long) EACH * PARTITIONS;
    }
    return batches;
  }

  private static FileAppended file(String producer, int number) {
    List<FileBatch> batches = new ArrayList<>(EACH * PARTITIONS);
    for (int i = 0; i < EACH * PARTITIONS; i++) {
      batches.add(
          new FileBatch(
              "t",
              i % PARTITIONS,
              producer,
              0,
              (long) EACH * number + i / PARTITIONS,
              100L * i,
              100,
              10,
              WRITTEN));
    }
    return new FileAppended("b", producer + "/" + number, batches);
  }

  private long place(AtomicBoolean going) throws Exception {
    OffsetAssignment worker =
        new OffsetAssignment(
            log.transactions(), new RunSize.Adaptive(64_000, Duration.ofMillis(250)));
    long batches = 0;
    int shard = -1;
    while (going.get()) {
      AssignedRun run = worker.run(shard);
      shard = run.shard();
      batches += run.outcome().batches();
      // As the service rests between two runs, which is part of the rate.
      Thread.sleep(run.idle() ? Duration.ofMillis(2) : run.rest());
    }
    return batches;
  }
}
