package dev.plimsoll.systemtests.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandstillsTest {
  private final Standstills standstills = new Standstills();

  private static Instant at(int millis) {
    return Instant.EPOCH.plusMillis(millis);
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void knowsTheLongestOfATopicsPartitions() {
    standstills.saw("t", 0, 10, at(0));
    standstills.saw("t", 1, 10, at(0));
    standstills.saw("t", 0, 20, at(100));
    standstills.saw("t", 1, 20, at(700));
    standstills.saw("t", 0, 30, at(710));
    standstills.saw("u", 0, 10, at(720));
    standstills.saw("u", 0, 20, at(730));

    assertThat(standstills.longestByTopic(at(730)))
        .isEqualTo(Map.of("t", millis(700), "u", millis(10)));
  }

  @Test
  void countsWhatNeverMovesOn() {
    standstills.saw("t", 0, 10, at(0));
    standstills.saw("t", 1, 10, at(0));
    standstills.saw("t", 0, 20, at(100));

    standstills.saw("t", 1, 10, at(900));

    assertThat(standstills.longestByTopic(at(900))).isEqualTo(Map.of("t", millis(900)));
    assertThat(standstills.longestOfAll(at(900))).isEqualTo(millis(800));
  }

  @Test
  void allStandStillWhileNoneMoves() {
    standstills.saw("t", 0, 10, at(0));
    standstills.saw("u", 0, 10, at(0));
    standstills.saw("t", 0, 20, at(300));
    standstills.saw("u", 0, 20, at(500));
    standstills.saw("u", 0, 30, at(600));

    assertThat(standstills.longestOfAll(at(610))).isEqualTo(millis(300));
  }
}
