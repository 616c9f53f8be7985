package dev.plimsoll.planner.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planner.build.BuildState.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BuildStateTest {
  private static final BuildRetryPolicy RETRY =
      new BuildRetryPolicy(Duration.ofSeconds(2), Duration.ofMinutes(5));
  private static final UUID ID = new UUID(0, 1);
  private static final Instant AT = Instant.EPOCH;

  private static BuildEvent started(int attempt, long sequence) {
    return new BuildEvent.Started(ID, attempt, sequence, AT, "builder", false);
  }

  private static BuildEvent succeeded(int attempt, long sequence) {
    return new BuildEvent.Succeeded(
        ID,
        attempt,
        sequence,
        AT,
        8_192,
        new BuildEvent.Timing(Duration.ofSeconds(1), Duration.ofSeconds(2), null),
        new BuildEvent.Usage(0, -1L),
        List.of());
  }

  private static BuildEvent failed(int attempt, boolean retryable) {
    return new BuildEvent.Failed(
        ID,
        attempt,
        9,
        AT,
        new BuildEvent.Failure(ErrorCode.LOCK_TIMEOUT, "", null, retryable, List.of()),
        List.of(),
        -1L);
  }

  private static Decision decide(BuildState state, BuildEvent event) {
    return state.on(event, RETRY, 5, false);
  }

  @Test
  void onlyMovesForwardWithinAnAttempt() {
    BuildState running = new BuildState(State.RUNNING, 2, 10);

    assertThat(decide(running, started(2, 10))).isInstanceOf(Decision.Ignored.class);
    assertThat(decide(running, started(2, 3))).isInstanceOf(Decision.Ignored.class);
    assertThat(decide(running, started(2, 11))).isInstanceOf(Decision.Runs.class);
    assertThat(decide(running, started(1, 99))).isInstanceOf(Decision.Ignored.class);
    assertThat(decide(running, started(3, 99))).isInstanceOf(Decision.Ignored.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"PLANNED", "SUCCEEDED", "FAILED"})
  void whatIsNotInFlightHasNoNews(State state) {
    assertThat(decide(new BuildState(state, 1, -1), succeeded(1, 5)))
        .isInstanceOf(Decision.Ignored.class);
  }

  @Test
  void anEndMayComeWithoutItsBeginning() {
    assertThat(decide(new BuildState(State.DISPATCHED, 1, -1), succeeded(1, 5)))
        .isInstanceOf(Decision.Succeeds.class);
  }

  @Test
  void whatMayPassIsTriedAgainFiveTimes() {
    assertThat(decide(new BuildState(State.RUNNING, 1, 0), failed(1, true)))
        .isEqualTo(new Decision.Again(Duration.ofSeconds(4)));
    assertThat(decide(new BuildState(State.RUNNING, 4, 0), failed(4, true)))
        .isEqualTo(new Decision.Again(Duration.ofSeconds(32)));
    assertThat(decide(new BuildState(State.RUNNING, 5, 0), failed(5, true)))
        .isInstanceOf(Decision.Fails.class);
    assertThat(decide(new BuildState(State.RUNNING, 1, 0), failed(1, false)))
        .isInstanceOf(Decision.Fails.class);
  }

  @Test
  void pausesFollowTheReasonAndEndSomewhere() {
    assertThat(RETRY.pause(ErrorCode.BUILD_LOST, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(RETRY.pause(ErrorCode.DISK_FULL, 1)).isEqualTo(Duration.ofSeconds(30));
    assertThat(RETRY.pause(ErrorCode.CONNECTION_LOST, 1_000)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void etaComesFromProgressOnceThereIsSome() {
    Instant now = AT.plusSeconds(10);

    assertThat(BuildState.remainingMillis(State.RUNNING, 30_000, AT, 0.05, now)).isEqualTo(20_000);
    assertThat(BuildState.remainingMillis(State.RUNNING, 30_000, AT, 0.5, now)).isEqualTo(10_000);
    assertThat(BuildState.remainingMillis(State.RUNNING, 3_000, AT, 0, now)).isZero();
    assertThat(BuildState.remainingMillis(State.PLANNED, 30_000, null, 0, now)).isEqualTo(-1);
  }
}
