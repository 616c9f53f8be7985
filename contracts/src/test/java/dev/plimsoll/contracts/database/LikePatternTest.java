package dev.plimsoll.contracts.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LikePatternTest {

  @Test
  void aStarIsAnyRunOfCharactersAndNothingElseIs() {
    assertThat(LikePattern.of("shop.*")).isEqualTo("shop.%");
    assertThat(LikePattern.of("a_b.c%d!")).isEqualTo("a!_b.c!%d!!");
  }

  @Test
  void aBackslashQuotes() {
    assertThat(LikePattern.of("s.st\\*r\\\\")).isEqualTo("s.st*r\\");
  }

  @Test
  void nothingIsAnyTable() {
    assertThat(LikePattern.of(null)).isNull();
  }
}
