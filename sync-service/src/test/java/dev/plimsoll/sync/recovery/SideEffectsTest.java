package dev.plimsoll.sync.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SideEffectsTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(Duration.ofNanos(1), Duration.ofNanos(1), 3);

  private final SideEffects effects = new SideEffects(POLICY, FaultPoints.NONE);
  private final AtomicInteger acts = new AtomicInteger();

  @Test
  void whatHasHappenedThoughItsAnswerWasLostIsNotDoneAgain() {
    String result =
        effects.perform(
            SideEffect.COMMIT_LOAD,
            () -> {
              acts.incrementAndGet();
              throw new SQLException("gone", "08006");
            },
            () -> Optional.of("found"));
    assertThat(result).isEqualTo("found");
    assertThat(acts).hasValue(1);
  }

  @Test
  void whatHasNotHappenedIsDoneAgain() {
    int result =
        effects.perform(
            SideEffect.COMMIT_LOAD,
            () -> {
              if (acts.incrementAndGet() == 1) {
                throw new SQLException("gone", "08006");
              }
              return acts.get();
            },
            Optional::empty);
    assertThat(result).isEqualTo(2);
  }

  @Test
  void whatWaitingCannotHelpIsThrownAtOnceWithItsCode() {
    assertThatThrownBy(
            () ->
                effects.perform(
                    SideEffect.COMMIT_LOAD,
                    () -> {
                      acts.incrementAndGet();
                      throw new SQLException("full", "53100");
                    },
                    Optional::empty))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    assertThat(acts).hasValue(1);
  }

  @Test
  void patienceHasAnEnd() {
    assertThatThrownBy(
            () ->
                effects.retrying(
                    "test",
                    () -> {
                      acts.incrementAndGet();
                      throw new SQLException("gone", "57P01");
                    }))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    assertThat(acts).hasValue(3);
  }

  @Test
  void patienceIsNotMultipliedByWhoeverStandsAround() {
    assertThatThrownBy(
            () ->
                effects.retrying(
                    "outside",
                    () ->
                        effects.retrying(
                            "inside",
                            () -> {
                              acts.incrementAndGet();
                              throw new SQLException("gone", "57P01");
                            })))
        .isInstanceOf(PlimsollException.class);
    assertThat(acts).hasValue(3);
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    RetryPolicy policy = new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), 9);
    assertThat(policy.pauseAfter(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(policy.pauseAfter(3)).isEqualTo(Duration.ofMillis(400));
    assertThat(policy.pauseAfter(60)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatMustNotBeLeftOutWaitsForItsDatabaseWhateverThatSays() {
    effects.untilDone(
        "test",
        () -> {
          switch (acts.incrementAndGet()) {
            // As the pool says that it has no connection to give.
            case 1, 2, 3, 4, 5 -> throw new SQLException("acquisition timeout");
            case 6 -> throw new SQLException("an index is broken", "XX002");
            default -> {}
          }
        });
    assertThat(acts).hasValue(7);
  }

  @Test
  void whatCannotBeDoneForItsContentIsNotWaitedFor() {
    assertThatThrownBy(
            () ->
                effects.untilDone(
                    "test",
                    () -> {
                      acts.incrementAndGet();
                      throw new SQLException("invalid byte sequence", "22021");
                    }))
        .isInstanceOf(PlimsollException.class);
    assertThatThrownBy(
            () ->
                effects.untilDone(
                    "test",
                    () -> {
                      acts.incrementAndGet();
                      throw new IllegalStateException("no object");
                    }))
        .isInstanceOf(PlimsollException.class);
    assertThat(acts).hasValue(2);
  }
}
