package dev.plimsoll.periodic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeriodicWorkTest {
  private static final Duration OFTEN = Duration.ofMillis(2);
  private static final Duration HOUR = Duration.ofHours(1);

  static List<Throwable> whatARoundMayThrow() {
    return List.of(
        new IOException("away"),
        new IllegalStateException("a defect"),
        new AssertionError("a wrong one"),
        new StackOverflowError(),
        new NoClassDefFoundError("a/Missing"),
        new OutOfMemoryError("Java heap space"));
  }

  @ParameterizedTest
  @MethodSource("whatARoundMayThrow")
  void goesOnWhateverARoundThrows(Throwable thrown) {
    AtomicInteger rounds = new AtomicInteger();

    try (PeriodicWork work =
        PeriodicWork.every("throws", OFTEN)
            .backingOff(OFTEN, OFTEN)
            .runs(
                () -> {
                  if (rounds.incrementAndGet() < 4) {
                    sneak(thrown);
                  }
                })) {
      work.start();

      await().atMost(Duration.ofMinutes(1)).until(() -> rounds.get() > 5);
      assertThat(work.state().failuresInARow()).isZero();
      assertThat(work.state().reason()).isNull();
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void isWokenAtOnceAndNotTwiceForOneWakeUp() {
    AtomicInteger rounds = new AtomicInteger();

    try (PeriodicWork work = PeriodicWork.every("woken", HOUR).runs(rounds::incrementAndGet)) {
      work.start();
      await().atMost(Duration.ofMinutes(1)).until(() -> rounds.get() == 1);

      work.wake();

      await().atMost(Duration.ofMinutes(1)).until(() -> rounds.get() == 2);
      await()
          .atMost(Duration.ofMinutes(1))
          .during(Duration.ofMillis(50))
          .until(() -> rounds.get() == 2);
    }
  }

  @Test
  void goesOnAtOnceWhileThereIsMore() {
    AtomicInteger left = new AtomicInteger(50);

    try (PeriodicWork work =
        PeriodicWork.every("more", HOUR).runsWhileMore(() -> left.decrementAndGet() > 0)) {
      work.start();

      await().atMost(Duration.ofMinutes(1)).until(() -> left.get() == 0);
    }
  }

  @Test
  void beginsAfterAnIntervalWhereThatIsSet() {
    AtomicInteger rounds = new AtomicInteger();

    try (PeriodicWork work =
        PeriodicWork.every("later", HOUR).afterAnInterval().runs(rounds::incrementAndGet)) {
      work.start();

      await()
          .atMost(Duration.ofMinutes(1))
          .during(Duration.ofMillis(50))
          .until(() -> rounds.get() == 0);
    }
  }

  @Test
  void wakeUpsDoNotHurryWhatFails() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    Duration pause = Duration.ofMillis(200);

    long began = System.nanoTime();
    try (PeriodicWork work =
        PeriodicWork.every("storm", OFTEN)
            .backingOff(pause, pause)
            .runs(
                () -> {
                  rounds.incrementAndGet();
                  throw new IOException("away");
                })) {
      work.start();
      for (int i = 0; i < 500; i++) {
        work.wake();
        Thread.onSpinWait();
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> rounds.get() == 3);
      work.wake();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(pause.multipliedBy(2));
  }

  @Test
  void backsOffTwiceAsLongEachTime() {
    BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));

    assertThat(List.of(backOff.after(1), backOff.after(2), backOff.after(6), backOff.after(7)))
        .containsExactly(
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(3_200),
            Duration.ofSeconds(5));
    assertThat(backOff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void isIllWhenItFailsAgainAndAgain() {
    assertThat(state(2, Duration.ofMinutes(1), Duration.ZERO).ill()).isFalse();
    assertThat(state(9, Duration.ofSeconds(2), Duration.ZERO).ill()).isFalse();

    WorkState ill = state(3, Duration.ofSeconds(10), Duration.ZERO);

    assertThat(ill.ill()).isTrue();
    assertThat(ill.description()).isEqualTo("has failed 3 times for 10 s");
  }

  private static WorkState state(int failures, Duration failingFor, Duration overdue) {
    return new WorkState(
        "some",
        10,
        failures,
        failingFor,
        "no answer",
        overdue,
        new WorkState.FailingElements(0, null, null));
  }

  @Test
  void isIllWhenARoundDoesNotEnd() throws InterruptedException {
    CountDownLatch inRound = new CountDownLatch(1);

    try (PeriodicWork work =
        PeriodicWork.every("hangs", OFTEN)
            .mayTake(Duration.ofMillis(20))
            .runs(
                () -> {
                  inRound.countDown();
                  new CountDownLatch(1).await();
                })) {
      work.start();
      inRound.await();

      await().atMost(Duration.ofMinutes(1)).until(() -> work.state().ill());
      assertThat(work.state().description()).startsWith("stands still");
      assertThat(RunningWork.states()).anyMatch(state -> state.name().equals("hangs"));
    }
    assertThat(RunningWork.states()).noneMatch(state -> state.name().equals("hangs"));
  }

  @Test
  void anElementThatFailsCostsOnlyItself() {
    ConcurrentLinkedQueue<Integer> done = new ConcurrentLinkedQueue<>();
    AtomicInteger triesOfBad = new AtomicInteger();
    List<Integer> all = List.of(13, 1, 2, 3);

    // a round needs its task, and the task its round
    PeriodicWork[] self = new PeriodicWork[1];
    try (PeriodicWork work =
        PeriodicWork.every("elements", OFTEN)
            .backingOff(OFTEN, OFTEN)
            .runs(
                () ->
                    self[0].each(
                        all,
                        element -> {
                          if (element == 13) {
                            triesOfBad.incrementAndGet();
                            throw new AssertionError("unlucky");
                          }
                          done.add(element);
                        }))) {
      self[0] = work;
      work.start();

      await().atMost(Duration.ofMinutes(1)).until(() -> triesOfBad.get() > 3 && done.size() > 30);
      assertThat(done).contains(1, 2, 3).doesNotContain(13);
      assertThat(work.state().failuresInARow()).isZero();
      assertThat(work.state().elements().count()).isEqualTo(1);
      assertThat(work.state().elements().first()).isEqualTo("13");
      assertThat(work.state().ill()).isTrue();
      assertThat(work.state().description()).doesNotContain("13");
    }
  }

  @Test
  void manyThatFailStarveNobody() {
    Duration shortest = Duration.ofNanos(1);
    Elements elements = new Elements("many", new BackOff(shortest, shortest), _ -> true);
    List<Integer> all = IntStream.range(0, 40).boxed().toList();
    ConcurrentLinkedQueue<Integer> tried = new ConcurrentLinkedQueue<>();

    for (int round = 0; round < 12; round++) {
      Throwable unused =
          catchThrowable(
              () ->
                  elements.each(
                      all,
                      element -> {
                        tried.add(element);
                        if (element < 30) {
                          throw new IOException("bad");
                        }
                      }));
    }

    assertThat(tried).containsAll(all);
  }

  @Test
  void whatIsNoOutageEndsNoRound() throws Exception {
    Duration shortest = Duration.ofNanos(1);
    Elements elements =
        new Elements(
            "no outage", new BackOff(shortest, shortest), e -> e instanceof InterruptedIOException);
    List<Integer> all = IntStream.range(0, 40).boxed().toList();
    List<Integer> done = new ArrayList<>();

    int failed =
        elements.each(
            all,
            element -> {
              if (element < 30) {
                throw new IOException("damaged");
              }
              done.add(element);
            });

    assertThat(failed).isEqualTo(30);
    assertThat(done).hasSize(10);
    assertThat(elements.each(all.subList(0, 30), _ -> sneak(new IOException("damaged"))))
        .isEqualTo(30);
  }

  @Test
  void aRoundInWhichNothingWorksHasFailed() {
    Elements elements =
        new Elements("nothing", new BackOff(Duration.ofNanos(1), Duration.ofNanos(1)), _ -> true);
    AtomicInteger tries = new AtomicInteger();

    assertThat(
            catchThrowable(
                () ->
                    elements.each(
                        List.of(1, 2, 3, 4, 5, 6, 7, 8),
                        _ -> {
                          tries.incrementAndGet();
                          throw new IOException("the database is away");
                        })))
        .isInstanceOf(IOException.class);
    assertThat(tries).hasValue(5);
  }

  @Test
  void interruptsTheRoundAtHandAtOnce() throws InterruptedException {
    CountDownLatch inRound = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    PeriodicWork work =
        PeriodicWork.every("stopped", HOUR)
            .atEnd(() -> ended.set(true))
            .runs(
                () -> {
                  inRound.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                  }
                });
    work.start();
    inRound.await();

    work.close();

    assertThat(interrupted).isTrue();
    assertThat(ended).isTrue();
  }

  @Test
  void letsTheRoundAtHandEndWhereThatIsSet() throws InterruptedException {
    CountDownLatch inRound = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    PeriodicWork work =
        PeriodicWork.every("let", OFTEN)
            .lettingRoundsEnd(Duration.ofSeconds(30))
            .runs(
                () -> {
                  inRound.countDown();
                  mayEnd.await();
                  ended.incrementAndGet();
                });
    work.start();
    inRound.await();

    Thread closing = Thread.ofVirtual().start(work::close);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> RunningWork.states().stream().noneMatch(s -> s.name().equals("let")));
    assertThat(ended).hasValue(0);
    mayEnd.countDown();
    closing.join();

    assertThat(ended).hasValue(1);
  }

  @Test
  void isNotStartedOnceItIsClosed() {
    AtomicInteger rounds = new AtomicInteger();
    PeriodicWork work = PeriodicWork.every("closed", OFTEN).runs(rounds::incrementAndGet);
    work.close();

    work.start();

    await()
        .atMost(Duration.ofMinutes(1))
        .during(Duration.ofMillis(30))
        .until(() -> rounds.get() == 0);
    assertThat(RunningWork.states()).noneMatch(state -> state.name().equals("closed"));
  }
}
