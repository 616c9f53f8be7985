package dev.plimsoll.scan.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.scan.range.LongSpace;
import dev.plimsoll.scan.range.RangeBoard;
import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.range.StealingPolicy;
import dev.plimsoll.scan.run.RangeReader.Portion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ParallelScanTest {
  private static final int RUNS = 300;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyKeyComesOnce(boolean virtual) throws Exception {
    long first = new Random().nextLong();
    System.out.printf("scans: seeds %d to %d%n", first, first + RUNS - 1);
    for (long seed = first; seed < first + RUNS; seed++) {
      // given
      Random random = new Random(seed);
      int keys = 1 + random.nextInt(5_000);
      int portion = 1 + random.nextInt(200);
      boolean reaching = random.nextBoolean();
      RangeBoard<Long> board = board(keys, 1 + random.nextInt(50));
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
      ParallelScan.Options options =
          new ParallelScan.Options(
              1 + random.nextInt(8), 1 + random.nextInt(1_000), builder.factory());

      // when
      int[] seen = new int[keys];
      try (ParallelScan<Long, long[]> scan =
          ParallelScan.start(board, numbers(portion, keys, reaching), options)) {
        long[] part = scan.next();
        while (part != null) {
          for (long key : part) {
            seen[(int) key]++;
          }
          part = scan.next();
        }
      }

      // then
      assertThat(seen).as("seed %d", seed).containsOnly(1);
      assertThat(board.isComplete()).isTrue();
    }
  }

  @Test
  void theFirstFailureEndsTheScan() {
    // given: one worker fails, the others wait for ever unless they are interrupted
    CountDownLatch othersWait = new CountDownLatch(3);
    AtomicInteger readers = new AtomicInteger();
    RangeReader<Long, long[]> reader =
        _ -> {
          if (readers.getAndIncrement() == 0) {
            othersWait.await();
            throw new IOException("the first");
          }
          othersWait.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("never");
        };

    // when
    try (ParallelScan<Long, long[]> scan =
        ParallelScan.start(board(1_000, 1), reader, ParallelScan.Options.virtual(4, 10))) {
      // then
      assertThatExceptionOfType(ScanFailedException.class)
          .isThrownBy(scan::next)
          .withCause(new IOException("the first"))
          .havingCause()
          .satisfies(cause -> assertThat(cause).isInstanceOf(IOException.class));
      assertThatExceptionOfType(ScanFailedException.class).isThrownBy(scan::next);
    }
  }

  @Test
  void closingCancelsAndLeavesNothingRunning() throws Exception {
    // given
    Map<Thread, Boolean> started = new HashMap<>();
    ParallelScan.Options options =
        new ParallelScan.Options(
            4,
            10,
            task -> {
              Thread thread = Thread.ofVirtual().unstarted(task);
              started.put(thread, true);
              return thread;
            });
    ParallelScan<Long, long[]> scan =
        ParallelScan.start(board(1_000_000, 1), numbers(10, 1_000_000, false), options);
    assertThat(scan.next()).isNotNull();

    // when
    scan.close();

    // then
    assertThat(started).hasSize(4);
    assertThat(started.keySet()).noneMatch(Thread::isAlive);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(scan::next);
  }

  @Test
  void noMoreThanTheBudgetAndAPortionAWorkerIsInMemory() throws Exception {
    // given
    AtomicLong read = new AtomicLong();
    long taken = 0;
    long most = 0;
    RangeReader<Long, long[]> numbers = numbers(10, 20_000, true);
    RangeReader<Long, long[]> counted =
        new RangeReader<>() {
          @Override
          public Portion<Long, long[]> read(ScanRange<Long> rest) throws Exception {
            Portion<Long, long[]> portion = numbers.read(rest);
            read.addAndGet(portion.weight());
            return portion;
          }

          @Override
          public Long reach(ScanRange<Long> rest) {
            return numbers.reach(rest);
          }
        };

    // when
    try (ParallelScan<Long, long[]> scan =
        ParallelScan.start(board(20_000, 1), counted, ParallelScan.Options.virtual(4, 100))) {
      long[] part = scan.next();
      while (part != null) {
        taken += part.length;
        most = Math.max(most, read.get() - taken);
        part = scan.next();
      }
    }

    // then: with what is read twice around a cut, of which there are few
    assertThat(taken).isEqualTo(20_000);
    assertThat(most).isLessThanOrEqualTo(100 + 4 * 10 + 200);
  }

  @Test
  void aPortionLargerThanTheBudgetPassesAlone() throws Exception {
    try (ParallelScan<Long, long[]> scan =
        ParallelScan.start(
            board(1_000, 1_000), numbers(500, 1_000, false), ParallelScan.Options.virtual(2, 1))) {
      List<Integer> sizes = new ArrayList<>();
      long[] part = scan.next();
      while (part != null) {
        sizes.add(part.length);
        part = scan.next();
      }
      // How the range is cut is up to who comes first.
      assertThat(sizes).allMatch(size -> size > 1);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
    }
  }

  private static RangeBoard<Long> board(int keys, int leastExtent) {
    return new RangeBoard<>(
        LongSpace.ids(0, keys - 1),
        new StealingPolicy(leastExtent),
        List.of(new ScanRange<>(0L, (long) keys)));
  }

  private static RangeReader<Long, long[]> numbers(int portion, int keys, boolean reaching) {
    return new RangeReader<>() {
      @Override
      public Portion<Long, long[]> read(ScanRange<Long> rest) {
        long from = rest.from();
        long end = Math.min(rest.to(), from + portion);
        // Some 20 times in a scan: on a busy machine each costs a time slice.
        if (from % Math.max(1, keys / 20) < portion) {
          Thread.yield();
        }
        return new Portion<>(LongStream.range(from, end).toArray(), end, end - from);
      }

      @Override
      public Long reach(ScanRange<Long> rest) {
        return reaching ? Math.min(keys, rest.from() + portion) : null;
      }
    };
  }
}
