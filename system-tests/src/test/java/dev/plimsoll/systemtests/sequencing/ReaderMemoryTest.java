package dev.plimsoll.systemtests.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.ObjectRange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReaderMemoryTest {
  private static final int LIMIT = 10;

  private final ReaderMemory memory = new ReaderMemory();

  private static BatchCommitted batch(long base, long records, long sequence) {
    return new BatchCommitted(
        "t", 0, base, records, "p", 0, sequence, new ObjectRange("b", "k", 0, 1), Instant.EPOCH);
  }

  private void take(long offset, long highWatermark, BatchCommitted... batches) {
    List<BatchCommitted> all = List.of(batches);
    long next = all.isEmpty() ? offset : all.getLast().nextOffset();
    memory.take(offset, LIMIT, new LogBatches(all, next, highWatermark));
  }

  @Test
  void findsNothingInAPartitionThatGrows() {
    take(0, 0);
    take(0, 15, batch(0, 10, 0), batch(10, 5, 1));
    take(12, 15, batch(10, 5, 1));
    take(15, 16, batch(15, 1, 2));

    assertThat(memory.findings()).isEmpty();
    assertThat(memory.end()).isEqualTo(16);
    assertThat(memory.changedSince(List.of(batch(0, 10, 0), batch(10, 5, 1), batch(15, 1, 2))))
        .isEmpty();
  }

  @Test
  void findsAHighWatermarkThatGoesBack() {
    take(0, 10, batch(0, 10, 0));
    take(10, 9);

    assertThat(memory.findings()).anyMatch(finding -> finding.contains("went back from 10 to 9"));
  }

  @Test
  void findsABatchThatIsAnotherNow() {
    take(0, 10, batch(0, 10, 0));
    take(3, 10, batch(0, 10, 7));

    assertThat(memory.findings()).singleElement().asString().contains("was there first");
  }

  @Test
  void findsABatchThatReachesIntoAnotherNow() {
    take(0, 10, batch(0, 10, 0));
    take(3, 10, batch(2, 8, 7));

    assertThat(memory.findings()).singleElement().asString().contains("was there first");
  }

  @Test
  void findsAHole() {
    take(0, 20, batch(0, 10, 0), batch(11, 9, 1));

    assertThat(memory.findings()).singleElement().asString().endsWith("follows offset 10");
  }

  @Test
  void findsAHoleWhereItBegins() {
    take(5, 20, batch(6, 14, 0));

    assertThat(memory.findings()).singleElement().asString().endsWith("follows offset 5");
  }

  @Test
  void findsAHighWatermarkThatIsAheadOfItsBatches() {
    take(0, 20, batch(0, 10, 0));

    assertThat(memory.findings()).singleElement().asString().startsWith("nothing is at 10");
  }

  @Test
  void findsABatchBeyondTheHighWatermark() {
    take(0, 5, batch(0, 10, 0));

    assertThat(memory.findings()).singleElement().asString().startsWith("10 was read");
  }

  @Test
  void findsWhatIsNotThereAnyMore() {
    take(0, 10, batch(0, 10, 0));

    assertThat(memory.changedSince(List.of(batch(0, 9, 0)))).hasSize(1);
  }
}
