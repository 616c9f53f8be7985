package dev.plimsoll.materializer.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacklogGateTest {
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
    BacklogGate gate = new BacklogGate(Settings.ofBacklog(10, Duration.ofSeconds(30)));
    assertThatCode(gate::requireOpen).doesNotThrowAnyException();

    gate.see(backlog(11, 0), List.of());

    assertThatThrownBy(gate::requireOpen)
        .hasMessage("11 batches wait for offsets, the limit is 10")
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BACKLOG_FULL);
              assertThat(e.retryAfter()).isEqualTo(GateState.Closed.UNKNOWN);
            });

    gate.see(backlog(5, 0), List.of());
    assertThatCode(gate::requireOpen).doesNotThrowAnyException();
  }

  @Test
  void aShardThatStandsStillIsShutAloneUntilThereIsNoMoreRoom() {
    BacklogGate gate = new BacklogGate(Settings.ofBacklog(10, Duration.ofSeconds(30)));
    Duration young = Duration.ofSeconds(1);
    Duration old = Duration.ofSeconds(31);

    gate.see(backlog(new Head(3, 7, 4, old), new Head(5, 8, 4, young)), List.of(3));

    assertThatCode(gate::requireOpen).doesNotThrowAnyException();
    assertThatCode(() -> gate.requireOpen(List.of(4, 5))).doesNotThrowAnyException();
    assertThatThrownBy(() -> gate.requireOpen(List.of(5, 3)))
        .hasMessage(
            "shard 3 stands still: a batch has waited 31 s for its offset, the limit is 30 s")
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKLOG_FULL));

    // and where a shard moves and is late all the same, too much comes
    gate.see(backlog(new Head(3, 7, 4, old), new Head(5, 8, 4, old)), List.of(3));
    assertThatThrownBy(gate::requireOpen).isInstanceOf(PlimsollException.class);
    gate.see(backlog(new Head(3, 7, 4, old)), List.of(3));
    assertThatCode(gate::requireOpen).doesNotThrowAnyException();

    // and what waits in a shard that stands still has no more room than any
    gate.see(backlog(new Head(3, 7, 11, old)), List.of(3));
    assertThatThrownBy(gate::requireOpen).isInstanceOf(PlimsollException.class);
  }

  private static LogBacklog backlog(Head... heads) {
    return new LogBacklog(
        Stream.of(heads).mapToLong(Head::batches).sum(),
        Stream.of(heads).map(Head::oldest).max(Comparator.naturalOrder()).orElseThrow(),
        List.of(heads));
  }

  private static LogBacklog backlog(long batches, long seconds) {
    return new LogBacklog(batches, Duration.ofSeconds(seconds), List.of());
  }
}
