package dev.plimsoll.materializer.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  private static final GateState.Limits LIMITS =
      new GateState.Limits(1_000, Duration.ofSeconds(30));
  private static final GateState OPEN = new GateState.Open();

  @Test
  void takesWhatComesUpToTheLimits() {
    assertThat(OPEN.after(backlog(0, 0), LIMITS, 0)).isEqualTo(OPEN);
    assertThat(OPEN.after(backlog(1_000, 30), LIMITS, 0)).isEqualTo(OPEN);
  }

  @ParameterizedTest
  @CsvSource({
    "1001, 0, '1001 batches wait for offsets, the limit is 1000'",
    "1, 31, 'a batch has waited 31 s for its offset, the limit is 30 s'"
  })
  void closesBeyondEitherWithTheReason(long batches, long seconds, String reason) {
    assertThat(OPEN.after(backlog(batches, seconds), LIMITS, 0))
        .isInstanceOfSatisfying(
            GateState.Closed.class, closed -> assertThat(closed.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, false", "501, 0, false", "500, 16, false", "500, 15, true", "0, 0, true"})
  void opensAgainAtHalfOfBoth(long batches, long seconds, boolean open) {
    GateState closed = OPEN.after(backlog(1_001, 1), LIMITS, 0);

    assertThat(closed.after(backlog(batches, seconds), LIMITS, 1) instanceof GateState.Open)
        .isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    // batches after 10 s, seconds to go
    "2000, 5",
    "1500, 20",
    "600, 1",
    "1999, 30",
    "2500, 5"
  })
  void saysWhenToComeBackByHowFastItGoes(long batches, long seconds) {
    GateState closed = OPEN.after(backlog(2_000, 0), LIMITS, 0);
    assertThat(((GateState.Closed) closed).retryAfter()).isEqualTo(GateState.Closed.UNKNOWN);

    GateState later = closed.after(backlog(batches, 0), LIMITS, Duration.ofSeconds(10).toNanos());

    assertThat(((GateState.Closed) later).retryAfter().toSeconds()).isEqualTo(seconds);
  }

  @Test
  void refusesWhoeverAppendsWhileItIsClosed() {
    Gate gate = new Gate(Settings.ofBacklog(10, Duration.ofSeconds(30)));
    assertThatCode(gate::requireOpen).doesNotThrowAnyException();

    gate.see(backlog(11, 0));

    assertThatThrownBy(gate::requireOpen)
        .hasMessage("11 batches wait for offsets, the limit is 10")
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BACKLOG_FULL);
              assertThat(e.retryAfter()).isEqualTo(GateState.Closed.UNKNOWN);
            });

    gate.see(backlog(5, 0));
    assertThatCode(gate::requireOpen).doesNotThrowAnyException();
  }

  private static LogBacklog backlog(long batches, long seconds) {
    return new LogBacklog(batches, Duration.ofSeconds(seconds));
  }
}
