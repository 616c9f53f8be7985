package dev.plimsoll.scan.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plimsoll.scan.range.KeySpace.CutPoint;
import dev.plimsoll.scan.range.RangeBoard.Assignment;
import dev.plimsoll.scan.range.RangeBoard.KeepAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every key is kept exactly once, whatever workers do to each other.
final class RangeBoardTest {
  private static final int CASES = 10_000;

  @Test
  void aHolderThatReadBeyondACutReadsAgain() {
    // given
    RangeBoard<Long> board = board(0, 100);
    Assignment<Long> holder = board.take("holder").orElseThrow();

    // when
    Assignment<Long> thief = board.take("thief").orElseThrow();

    // then
    assertThat(thief.rest()).isEqualTo(new ScanRange<>(50L, 100L));
    assertThat(board.keep(holder.id(), holder.claim(), 60L))
        .isEqualTo(new KeepAnswer.CutShort<>(new ScanRange<>(0L, 50L)));
    assertThat(board.keep(holder.id(), holder.claim(), 50L))
        .isEqualTo(new KeepAnswer.WholeRange<>());
    assertThat(board.isComplete()).isFalse();
    assertThat(board.keep(thief.id(), thief.claim(), 100L))
        .isEqualTo(new KeepAnswer.WholeRange<>());
    assertThat(board.isComplete()).isTrue();
  }

  @Test
  void noCutFallsIntoWhatIsBeingRead() {
    // given
    RangeBoard<Long> board = board(0, 100);
    Assignment<Long> holder = board.take("holder").orElseThrow();

    // when
    board.reach(holder.id(), holder.claim(), 80L);
    Assignment<Long> thief = board.take("thief").orElseThrow();

    // then
    assertThat(thief.rest()).isEqualTo(new ScanRange<>(90L, 100L));
    assertThat(board.keep(holder.id(), holder.claim(), 80L))
        .isEqualTo(new KeepAnswer.GoOn<>(new ScanRange<>(80L, 90L)));
  }

  /// Beyond its end, where the reader does not know yet that it was cut.
  @ParameterizedTest
  @ValueSource(longs = {100, 120})
  void nothingIsStolenFromARangeThatIsBeingReadToItsEnd(long upTo) {
    // given
    RangeBoard<Long> board = board(0, 100);
    Assignment<Long> holder = board.take("holder").orElseThrow();

    // when
    board.reach(holder.id(), holder.claim(), upTo);

    // then
    assertThat(board.take("thief")).isEmpty();
    assertThat(board.keep(holder.id(), holder.claim(), 100L))
        .isEqualTo(new KeepAnswer.WholeRange<>());
    assertThat(board.isComplete()).isTrue();
  }

  // Found before the holder has said how far it reads, applied after.
  @Test
  void aCutThatTheFrontierHasPassedIsRefused() {
    // given
    RangeBoard<Long> board = board(0, 100);
    Assignment<Long> holder = board.take("holder").orElseThrow();

    // when
    board.reach(holder.id(), holder.claim(), 80L);

    // then
    assertThat(board.steal(holder.id(), 50L, "thief")).isEmpty();
    assertThat(board.steal(holder.id(), 100L, "thief")).isEmpty();
    assertThat(board.steal(holder.id(), 80L, "thief")).isPresent();
  }

  @Test
  void whoeverIsHeldForDeadCanKeepNothingMore() {
    // given
    RangeBoard<Long> board = board(0, 100);
    Assignment<Long> dead = board.take("dead").orElseThrow();
    board.keep(dead.id(), dead.claim(), 30L);

    // when
    board.release(dead.id(), dead.claim());
    Assignment<Long> heir = board.take("heir").orElseThrow();

    // then
    assertThat(heir.rest()).isEqualTo(new ScanRange<>(30L, 100L));
    assertThat(board.keep(dead.id(), dead.claim(), 60L)).isEqualTo(new KeepAnswer.Fenced<>());
    assertThat(board.keep(heir.id(), heir.claim(), 100L)).isEqualTo(new KeepAnswer.WholeRange<>());
  }

  @Test
  void aRangeThatCannotBeCutIsAskedForOnce() {
    // given
    List<ScanRange<String>> probed = new ArrayList<>();
    ProbedSpace<String> space =
        new ProbedSpace<>(
            String::compareTo,
            _ -> Double.POSITIVE_INFINITY,
            range -> {
              probed.add(range);
              return new CutPoint.Nowhere<>("one key holds every row");
            });
    RangeBoard<String> board =
        new RangeBoard<>(space, new StealingPolicy(1), List.of(ScanRange.everything()));
    assertThat(board.take("holder")).isPresent();

    // then
    assertThat(board.take("thief")).isEmpty();
    assertThat(board.take("thief")).isEmpty();
    assertThat(probed).hasSize(1);
  }

  @Test
  void aProbeThatAnswersNonsenseDoesNotLoopForEver() {
    ProbedSpace<Long> space =
        new ProbedSpace<>(Long::compare, _ -> 100, _ -> new CutPoint.At<>(1_000_000L));
    RangeBoard<Long> board =
        new RangeBoard<>(space, new StealingPolicy(1), List.of(new ScanRange<>(0L, 100L)));
    assertThat(board.take("holder")).isPresent();

    assertThat(board.take("thief")).isEmpty();
  }

  @Test
  void keepingBackwardsIsAnError() {
    RangeBoard<Long> board = board(0, 100);
    Assignment<Long> holder = board.take("holder").orElseThrow();
    board.keep(holder.id(), holder.claim(), 30L);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> board.keep(holder.id(), holder.claim(), 30L));
  }

  @Test
  void everyKeyIsKeptOnceUnderAnyInterleaving() {
    long first = new Random().nextLong();
    System.out.printf("interleavings: seeds %d to %d%n", first, first + CASES - 1);
    long stolen = 0;
    long again = 0;
    long fenced = 0;
    for (long seed = first; seed < first + CASES; seed++) {
      Interleaving run = new Interleaving(seed);
      run.play();
      assertThat(run.kept).as("seed %d", seed).containsOnly(1);
      stolen += run.stolen;
      again += run.again;
      fenced += run.fenced;
    }
    // What the property is about has really happened.
    assertThat(stolen).isGreaterThan(CASES);
    assertThat(again).isGreaterThan(CASES / 10);
    assertThat(fenced).isGreaterThan(CASES / 10);
  }

  private static RangeBoard<Long> board(long from, long to) {
    return new RangeBoard<>(
        LongSpace.ids(from, to - 1), new StealingPolicy(2), List.of(new ScanRange<>(from, to)));
  }

  /// Workers that take, read, keep, die, and come back from the dead, in any order. What a worker
  /// does between its read and its keeping is other workers' turn.
  private static final class Interleaving {
    private final Random random;
    private final int[] kept;
    private final RangeBoard<Long> board;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Assignment<Long>> abandoned = new ArrayList<>();
    private long stolen;
    private long again;
    private long fenced;

    private final class Worker {
      @Nullable Assignment<Long> assignment;
      @Nullable ScanRange<Long> rest;
      @Nullable Long readTo;
    }

    Interleaving(long seed) {
      random = new Random(seed);
      int keys = 1 + random.nextInt(200);
      kept = new int[keys];
      List<ScanRange<Long>> initial = new ArrayList<>();
      boolean open = random.nextBoolean();
      Long from = open ? null : 0L;
      for (long at = 1 + random.nextInt(80); at < keys; at += 1 + random.nextInt(80)) {
        initial.add(new ScanRange<>(from, at));
        from = at;
      }
      initial.add(new ScanRange<>(from, open ? null : (Long) (long) keys));
      board =
          new RangeBoard<>(
              LongSpace.ids(0, keys - 1), new StealingPolicy(random.nextInt(5)), initial);
      for (int i = 0; i <= random.nextInt(6); i++) {
        workers.add(new Worker());
      }
    }

    void play() {
      while (!board.isComplete()) {
        Worker worker = workers.get(random.nextInt(workers.size()));
        switch (random.nextInt(20)) {
          case 0 -> die(worker);
          case 1, 2 -> findADeadOne();
          default -> step(worker);
        }
      }
    }

    // Its claim stays until somebody notices; it may itself go on until then, and after.
    private void die(Worker worker) {
      if (worker.assignment != null) {
        abandoned.add(worker.assignment);
        if (random.nextBoolean()) {
          worker.assignment = null;
        }
      }
    }

    private void findADeadOne() {
      if (!abandoned.isEmpty()) {
        Assignment<Long> lost = abandoned.remove(random.nextInt(abandoned.size()));
        board.release(lost.id(), lost.claim());
      }
    }

    private void step(Worker worker) {
      if (worker.assignment == null) {
        int before = board.size();
        board
            .take("any")
            .ifPresent(
                taken -> {
                  worker.assignment = taken;
                  worker.rest = taken.rest();
                  worker.readTo = null;
                });
        stolen += board.size() - before;
      } else if (worker.readTo == null) {
        read(worker, worker.assignment);
      } else {
        keep(worker, worker.assignment);
      }
    }

    private void read(Worker worker, Assignment<Long> assignment) {
      long from = worker.rest.from() == null ? 0 : worker.rest.from();
      long end = worker.rest.to() == null ? kept.length : worker.rest.to();
      worker.readTo = Math.min(end, from + 1 + random.nextInt(30));
      if (random.nextInt(3) == 0 && worker.readTo < end) {
        board.reach(assignment.id(), assignment.claim(), worker.readTo);
      }
    }

    private void keep(Worker worker, Assignment<Long> assignment) {
      boolean all = worker.rest.to() == null && worker.readTo == kept.length;
      int from = worker.rest.from() == null ? 0 : (int) (long) worker.rest.from();
      int to = (int) (long) worker.readTo;
      worker.readTo = null;
      switch (board.keep(assignment.id(), assignment.claim(), all ? null : (Long) (long) to)) {
        case KeepAnswer.GoOn<Long>(ScanRange<Long> left) -> {
          count(from, to);
          worker.rest = left;
        }
        case KeepAnswer.WholeRange<Long> _ -> {
          count(from, to);
          worker.assignment = null;
        }
        case KeepAnswer.CutShort<Long>(ScanRange<Long> shorter) -> {
          again++;
          worker.rest = shorter;
        }
        case KeepAnswer.Fenced<Long> _ -> {
          fenced++;
          worker.assignment = null;
        }
      }
    }

    private void count(int from, int to) {
      for (int key = from; key < to; key++) {
        kept[key]++;
      }
    }
  }
}
