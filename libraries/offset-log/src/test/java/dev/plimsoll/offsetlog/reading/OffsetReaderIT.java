package dev.plimsoll.offsetlog.reading;

import static dev.plimsoll.testkit.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.reading.OffsetReader.Ends;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffsetReaderIT {
  private static final PartitionName PARTITION = new PartitionName("t", 0);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00.5Z");
  private static final int SECONDS = 600;

  @AutoClose private LogDatabase log;
  private OffsetReader reader;

  @BeforeEach
  void open() {
    log = new LogDatabase("offsets", "");
    reader = new OffsetReader(log.transactions());
  }

  /// Segments of any size, of batches that are written roughly in the order of time.
  private List<BatchCommitted> fill(Random random) throws SQLException {
    BatchAppend ingestion = log.ingestion();
    int sequence = 0;
    int segments = 40;
    for (int segment = 0; segment < segments; segment++) {
      List<BatchAppended> poll = new ArrayList<>();
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        BatchAppended plain = batch("t", 0, "p", 0, sequence++);
        long second = SECONDS * segment / segments + random.nextInt(60) - 30;
        poll.add(
            new BatchAppended(
                "t",
                0,
                "p",
                0,
                plain.sequence(),
                plain.object(),
                plain.recordCount(),
                FIRST.plusSeconds(second)));
      }
      ingestion.append(poll);
      AssignedLog.assignAll(log);
    }
    return log.batches("t", 0);
  }

  /// By reading all.
  private static long firstAt(List<BatchCommitted> batches, Instant at, long otherwise) {
    return batches.stream()
        .filter(one -> !one.maxTimestamp().isBefore(at))
        .findFirst()
        .map(BatchCommitted::baseOffset)
        .orElse(otherwise);
  }

  @Test
  void findsTheFirstBatchOfAnyInstant() throws SQLException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<BatchCommitted> all = fill(new Random(seed));
    long end = all.getLast().nextOffset();

    for (int second = -60; second < SECONDS + 60; second += 3) {
      for (Instant at :
          List.of(FIRST.plusSeconds(second), FIRST.plusSeconds(second).plusNanos(1_000))) {
        assertThat(reader.at(PARTITION, at).offset())
            .as("seed %d at %s", seed, at)
            .isEqualTo(firstAt(all, at, end));
      }
    }
    assertThat(reader.at(PARTITION, FIRST).ends()).isEqualTo(new Ends(0, end));
  }

  @Test
  void whereTheStartIsRemovedNoRecordThatIsLeftIsMissed() throws SQLException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<BatchCommitted> all = fill(new Random(seed));
    long end = all.getLast().nextOffset();
    // given a start in the middle, of a segment perhaps
    int firstLeft = all.size() / 3;
    long start = all.get(firstLeft).baseOffset();
    log.change("UPDATE partition_start SET log_start = " + start);
    log.change("DELETE FROM segment WHERE last_offset < " + start);
    List<BatchCommitted> removed = all.subList(0, firstLeft);
    List<BatchCommitted> left = all.subList(firstLeft, all.size());

    for (int second = -60; second < SECONDS + 60; second += 3) {
      Instant at = FIRST.plusSeconds(second);
      long offset = reader.at(PARTITION, at).offset();
      long first = firstAt(left, at, end);
      assertThat(offset).as("seed %d at %s", seed, at).isBetween(start, first);
      if (firstAt(removed, at, end) == end) {
        assertThat(offset).as("seed %d at %s", seed, at).isEqualTo(first);
      }
    }
  }

  @Test
  void anEmptyPartitionBeginsAndEndsAtZeroAndAnUnknownOneIsNotFound() throws SQLException {
    log.createPartitions("t", 1);

    assertThat(reader.ends(PARTITION)).isEqualTo(new Ends(0, 0));
    assertThat(reader.at(PARTITION, FIRST).offset()).isZero();
    for (PartitionName unknown : List.of(new PartitionName("t", 1), new PartitionName("u", 0))) {
      assertThatThrownBy(() -> reader.ends(unknown))
          .isInstanceOfSatisfying(
              PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
      assertThatThrownBy(() -> reader.at(unknown, FIRST))
          .isInstanceOfSatisfying(
              PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }
}
