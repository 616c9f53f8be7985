package dev.plimsoll.offsetlog.reading;

import static dev.plimsoll.testkit.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.reading.FetchReader.FetchLimits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchReaderIT {
  private static final PartitionName PARTITION = new PartitionName("t", 0);
  private static final FetchLimits ALL = new FetchLimits(5_000, Long.MAX_VALUE, Long.MAX_VALUE);
  private static final int BATCHES = 50;

  @AutoClose private LogDatabase log;
  private FetchReader reader;

  @BeforeEach
  void open() {
    log = new LogDatabase("fetching", "");
    reader = new FetchReader(log.transactions());
  }

  /// In ten segments.
  private List<BatchCommitted> fill() throws SQLException {
    for (int i = 0; i < BATCHES; i += 5) {
      List<BatchAppended> poll = new ArrayList<>();
      for (int sequence = i; sequence < i + 5; sequence++) {
        poll.add(batch("t", 0, "p", 0, sequence));
      }
      log.ingestion().append(poll);
      AssignedLog.assignAll(log);
    }
    return log.batches("t", 0);
  }

  private LogFetch fetch(long offset, FetchLimits limits) throws SQLException {
    return reader.fetch(PARTITION, offset, limits).answer();
  }

  @Test
  void endsAtTheFirstLimitThatIsReachedAndGivesOneBatchAtLeast() throws SQLException {
    List<BatchCommitted> all = fill();
    assertThat(all).hasSize(BATCHES);
    BatchCommitted seventh = all.get(6);
    long threeRecords = all.subList(6, 9).stream().mapToLong(BatchCommitted::recordCount).sum();
    long threeBytes = all.subList(6, 9).stream().mapToLong(one -> one.object().byteLength()).sum();
    // the offset lies within the batch
    long within = seventh.nextOffset() - 1;

    LogFetch whole = fetch(0, ALL);
    assertThat(whole.batches()).isEqualTo(all);
    assertThat(whole.nextOffset())
        .isEqualTo(whole.highWatermark())
        .isEqualTo(all.getLast().nextOffset());
    assertThat(fetch(within, new FetchLimits(3, Long.MAX_VALUE, Long.MAX_VALUE)).batches())
        .isEqualTo(all.subList(6, 9));
    assertThat(fetch(within, new FetchLimits(BATCHES, threeRecords, Long.MAX_VALUE)).batches())
        .isEqualTo(all.subList(6, 9));
    assertThat(fetch(within, new FetchLimits(BATCHES, threeRecords - 1, Long.MAX_VALUE)).batches())
        .isEqualTo(all.subList(6, 8));
    assertThat(fetch(within, new FetchLimits(BATCHES, Long.MAX_VALUE, threeBytes)).batches())
        .isEqualTo(all.subList(6, 9));
    assertThat(fetch(within, new FetchLimits(BATCHES, Long.MAX_VALUE, threeBytes - 1)).batches())
        .isEqualTo(all.subList(6, 8));
    LogFetch one = fetch(within, new FetchLimits(BATCHES, 1, 1));
    assertThat(one.batches()).containsExactly(seventh);
    assertThat(one.nextOffset()).isEqualTo(seventh.nextOffset());
  }

  @Test
  void offsetsBeyondBothEndsAreRefusedAndTheEndIsEmpty() throws SQLException {
    List<BatchCommitted> all = fill();
    long end = all.getLast().nextOffset();
    long start = all.get(5).baseOffset();
    log.change("UPDATE partition_start SET log_start = " + start);

    assertThat(fetch(end, ALL)).isEqualTo(new LogFetch(List.of(), end, start, end));
    assertThat(fetch(start, ALL).batches()).isEqualTo(all.subList(5, BATCHES));
    for (long outside : List.of(start - 1, end + 1, Long.MAX_VALUE)) {
      assertThatThrownBy(() -> fetch(outside, ALL))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
                assertThat(e).hasMessageContaining("from " + start + " to");
                assertThat(e).hasMessageContaining("high watermark " + end);
              });
    }
    assertThatThrownBy(() -> reader.fetch(new PartitionName("t", 1), 0, ALL))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void highWatermarksOfThoseThatThereAre() throws SQLException {
    fill();

    Map<Integer, Long> found =
        new OffsetReader(log.transactions()).highWatermarks(List.of(1, 1, 4711));

    assertThat(found).containsExactly(Map.entry(1, log.batches("t", 0).getLast().nextOffset()));
  }

  @Test
  void besideWritersTheEndOnlyGrowsAndWhatWasReadStays() throws Exception {
    int writers = 3;
    int polls = 60;
    AtomicBoolean going = new AtomicBoolean(true);
    log.createPartitions("t", 1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        String producer = "producer-" + i;
        writing.add(threads.submit(() -> write(producer, polls)));
      }
      Future<?> worker = threads.submit(() -> assign(going));
      Future<List<BatchCommitted>> reading =
          threads.submit(() -> follow(going, (long) writers * polls));

      List<BatchCommitted> read;
      try {
        for (Future<?> writer : writing) {
          writer.get(1, TimeUnit.MINUTES);
        }
        read = reading.get(1, TimeUnit.MINUTES);
      } finally {
        going.set(false);
      }
      worker.get(1, TimeUnit.MINUTES);

      assertThat(read).isEqualTo(log.batches("t", 0));
    }
  }

  private Void write(String producer, int polls) throws SQLException {
    BatchAppend ingestion = log.ingestion();
    for (int sequence = 0; sequence < polls; sequence++) {
      ingestion.append(List.of(batch("t", 0, producer, 0, sequence)));
    }
    return null;
  }

  private Void assign(AtomicBoolean going) throws SQLException {
    OffsetAssignment assignment = new OffsetAssignment(log.transactions(), new RunSize.Fixed(5));
    while (going.get()) {
      AssignedLog.runOrRest(assignment, -1);
    }
    return null;
  }

  /// Fetches on and on, until it has so many batches.
  private List<BatchCommitted> follow(AtomicBoolean going, long batches) throws SQLException {
    List<BatchCommitted> read = new ArrayList<>();
    long next = 0;
    long highWatermark = 0;
    while (read.size() < batches && going.get()) {
      LogFetch fetched = fetch(next, new FetchLimits(7, Long.MAX_VALUE, Long.MAX_VALUE));
      assertThat(fetched.highWatermark()).isGreaterThanOrEqualTo(highWatermark);
      highWatermark = fetched.highWatermark();
      for (BatchCommitted batch : fetched.batches()) {
        assertThat(batch.baseOffset()).isEqualTo(next);
        next = batch.nextOffset();
        assertThat(next).isLessThanOrEqualTo(highWatermark);
      }
      assertThat(fetched.nextOffset()).isEqualTo(next);
      assertThat(fetched.batches().isEmpty() && next < highWatermark).isFalse();
      read.addAll(fetched.batches());
    }
    return read;
  }
}
