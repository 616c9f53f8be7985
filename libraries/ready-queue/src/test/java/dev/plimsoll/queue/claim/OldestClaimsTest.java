package dev.plimsoll.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OldestClaimsTest {
  private static final long WORKER = 7;

  private final OldestClaims oldest = new OldestClaims(0);

  @Test
  void aBoundOnlyRises() {
    assertThat(at(0)).isZero();

    oldest.learn(WORKER, List.of(new ClaimedJob(1, 30, 1), new ClaimedJob(2, 20, 1)));
    assertThat(at(0)).isEqualTo(20);
    oldest.learn(WORKER, List.of(new ClaimedJob(1, 10, 1)));
    assertThat(at(0)).isEqualTo(20);
    oldest.learn(WORKER, List.of());
    assertThat(at(0)).isEqualTo(20);
  }

  @Test
  void aDatabaseThatNumbersClaimsAnewIsReadAsAWholeWithinAMinute() {
    oldest.learn(WORKER, List.of(new ClaimedJob(1, 500, 1)));
    assertThat(at(59)).isEqualTo(500);

    assertThat(at(61)).isZero();
    oldest.learn(WORKER, List.of(new ClaimedJob(1, 3, 1)));

    assertThat(at(62)).isEqualTo(3);
  }

  private long at(long seconds) {
    return oldest.of(List.of(WORKER), Duration.ofSeconds(seconds).toNanos())[0];
  }
}
