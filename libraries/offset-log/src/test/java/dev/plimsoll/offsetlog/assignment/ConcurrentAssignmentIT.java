package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Campaign;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Four producers that resend, three workers, few partitions or many: whatever the server's plans
/// are and whichever backends die, every batch has its offsets once and in its producer's order.
class ConcurrentAssignmentIT {
  private static final String TOPIC = "orders";
  private static final int FEW = 16;
  private static final int MANY = Campaign.isLong() ? 20_000 : 2_000;
  private static final int PRODUCERS = 4;
  /// Only for a run that hangs: a busy machine may take minutes.
  private static final int HANGS_MINUTES = 10;

  private static final int WORKERS = 3;

  private final AtomicBoolean producing = new AtomicBoolean(true);
  private final Queue<SQLException> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger progress = new AtomicInteger();
  private int partitions = FEW;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-c enable_nestloop=off",
        "-c enable_hashjoin=off",
        "-c enable_mergejoin=off",
        "-c enable_seqscan=off",
        "-c enable_indexscan=off -c enable_indexonlyscan=off",
      })
  void everyBatchOnceAndInItsProducersOrder(String options) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed + " options '" + options + "'");
    try (LogDatabase log = new LogDatabase("concurrent_plans", options)) {
      run(log, seed, 40, false);

      assertThat(failures).isEmpty();
      assertEveryBatchOnce(log);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-c enable_nestloop=off",
        "-c enable_hashjoin=off",
        "-c enable_mergejoin=off",
        "-c enable_seqscan=off",
      })
  void everyBatchOnceInManyPartitions(String options) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed + " many partitions, options '" + options + "'");
    partitions = MANY;
    try (LogDatabase log = new LogDatabase("concurrent_many", options, TOPIC, MANY)) {
      run(log, seed, 20, false);

      assertThat(failures).isEmpty();
      assertEveryBatchOnce(log);
    }
  }

  @Test
  void everyBatchOnceThoughBackendsAreKilled() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed + " with kills");
    try (LogDatabase log = new LogDatabase("concurrent_kills", "")) {
      run(log, seed, 150, true);

      assertThat(failures).as("kills that were felt").isNotEmpty();
      assertEveryBatchOnce(log);
    }
  }

  private final Map<String, Long> written = Collections.synchronizedMap(new HashMap<>());

  private void run(LogDatabase log, long seed, int polls, boolean kills) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> producers = new ArrayList<>();
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        Random random = new Random(seed + i);
        String producer = "producer-" + i;
        producers.add(threads.submit(() -> produce(log.ingestion(), producer, random, polls)));
      }
      for (int i = 0; i < WORKERS; i++) {
        others.add(threads.submit(() -> assign(log)));
      }
      if (kills) {
        others.add(threads.submit(() -> kill(log, new Random(seed - 1))));
      }
      try {
        for (Future<?> producer : producers) {
          producer.get(HANGS_MINUTES, TimeUnit.MINUTES);
        }
      } finally {
        producing.set(false);
      }
      for (Future<?> other : others) {
        other.get(HANGS_MINUTES, TimeUnit.MINUTES);
      }
    }
  }

  /// Sends polls of new batches mixed with old ones, and every poll again until it is answered;
  /// sometimes also when it was.
  private Void produce(BatchAppend ingestion, String producer, Random random, int polls)
      throws InterruptedException {
    long[] next = new long[partitions];
    for (int poll = 0; poll < polls; poll++) {
      List<BatchAppended> events = new ArrayList<>();
      for (int i = 1 + random.nextInt(50); i > 0; i--) {
        int partition = random.nextInt(partitions);
        boolean resend = next[partition] > 0 && random.nextInt(5) == 0;
        long sequence = resend ? random.nextLong(next[partition]) : next[partition]++;
        events.add(Batches.batch(TOPIC, partition, producer, 0, sequence));
      }
      boolean answered = false;
      while (!answered || random.nextInt(10) == 0) {
        try {
          ingestion.append(events);
          answered = true;
          progress.incrementAndGet();
        } catch (SQLException e) {
          failures.add(e);
        }
      }
    }
    for (int partition = 0; partition < partitions; partition++) {
      if (next[partition] > 0) {
        written.put(partition + "/" + producer, next[partition]);
      }
    }
    return null;
  }

  private Void assign(LogDatabase log) throws SQLException {
    OffsetAssignment assignment = new OffsetAssignment(log.transactions(), new RunSize.Fixed(60));
    int last = -1;
    while (producing.get() || log.number("SELECT count(*) FROM manifest") > 0) {
      try {
        last = AssignedLog.runOrRest(assignment, last);
        progress.incrementAndGet();
      } catch (SQLException e) {
        failures.add(e);
      }
    }
    return null;
  }

  /// Between two kills somebody comes further, so that the work ends on a slow machine too.
  private Void kill(LogDatabase log, Random random) throws SQLException, InterruptedException {
    int seen = -1;
    try (Connection connection = log.connect();
        Statement statement = connection.createStatement()) {
      while (producing.get()) {
        // Moments are to be random here; nothing is waited for.
        TimeUnit.MILLISECONDS.sleep(5 + random.nextInt(60));
        if (progress.get() == seen) {
          continue;
        }
        seen = progress.get();
        try (ResultSet ignored =
            statement.executeQuery(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = '%s' AND state <> 'idle' ORDER BY random() LIMIT 1
                """
                    .formatted(LogDatabase.APPLICATION_NAME))) {
          assertThat(ignored).isNotNull();
        }
      }
    }
    return null;
  }

  private void assertEveryBatchOnce(LogDatabase log) throws SQLException {
    assertThat(log.refused()).isEmpty();
    LogAudit audit = log.auditor().audit("");
    assertThat(audit.clean()).as("%s", audit).isTrue();
    assertThat(audit.pendingBatches()).isZero();
    assertThat(audit.partitions()).isEqualTo(partitions);
    assertThat(audit.batches())
        .isEqualTo(written.values().stream().mapToLong(Long::longValue).sum());

    Map<Integer, List<BatchCommitted>> told = new HashMap<>();
    log.tellAll().forEach(b -> told.computeIfAbsent(b.partition(), _ -> new ArrayList<>()).add(b));
    Set<Integer> writtenTo = new TreeSet<>();
    written.keySet().forEach(key -> writtenTo.add(Integer.valueOf(key.split("/", 2)[0])));
    assertThat(told.keySet()).isEqualTo(writtenTo);
    for (int partition : writtenTo) {
      List<BatchCommitted> batches = log.batches(TOPIC, partition);
      assertThat(told.getOrDefault(partition, List.of())).isEqualTo(batches);
      Map<String, Long> next = new HashMap<>();
      long offset = 0;
      for (BatchCommitted batch : batches) {
        assertThat(batch.baseOffset()).isEqualTo(offset);
        offset = batch.nextOffset();
        String producer = batch.producerId();
        assertThat(batch.sequence()).isEqualTo(next.getOrDefault(producer, 0L));
        next.put(producer, batch.sequence() + 1);
        BatchAppended sent = Batches.batch(TOPIC, partition, producer, 0, batch.sequence());
        assertThat(batch.recordCount()).isEqualTo(sent.recordCount());
        assertThat(batch.object()).isEqualTo(sent.object());
        assertThat(batch.maxTimestamp()).isEqualTo(sent.maxTimestamp());
      }
      for (int i = 0; i < PRODUCERS; i++) {
        String producer = "producer-" + i;
        assertThat(next.getOrDefault(producer, 0L))
            .isEqualTo(written.getOrDefault(partition + "/" + producer, 0L));
      }
    }
  }
}
