package dev.plimsoll.sync.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class KeyBoundsTest {
  @Test
  void theTrueEndsTakeThePlacesOfTheSamplesOnes() {
    KeyBounds bounds = KeyBounds.of("id", 1, 1_000, List.of(5L, 300L, 700L, 990L), List.of());

    assertThat(bounds.bounds()).containsExactly(1L, 300L, 700L, 1_000L);
    assertThat(bounds.remembered()).isFalse();
  }

  @Test
  void whatIsOutsideByNowIsLeftOut() {
    KeyBounds bounds = KeyBounds.of("id", 400, 650, List.of(5L, 300L, 500L, 700L, 990L), List.of());

    assertThat(bounds.bounds()).containsExactly(400L, 500L, 650L);
  }

  @Test
  void withoutStatisticsWhatWasKnownBeforeServes() {
    KeyBounds bounds = KeyBounds.of("id", 1, 2_000, List.of(), List.of(1L, 300L, 1_000L));

    assertThat(bounds.bounds()).containsExactly(1L, 300L, 2_000L);
    assertThat(bounds.remembered()).isTrue();
  }

  @Test
  void withoutAnythingTheEndsAreAllThatIsKnown() {
    assertThat(KeyBounds.of("id", 1, 9, List.of(), List.of()).bounds()).containsExactly(1L, 9L);
    assertThat(KeyBounds.of("id", 7, 7, List.of(), List.of()).bounds()).containsExactly(7L);
    assertThat(KeyBounds.of("id", 1, 9, List.of(), List.of(1L, 9L)).remembered()).isFalse();
  }

  @Test
  void aFineHistogramIsThinnedOutEvenly() {
    List<Long> fine = LongStream.rangeClosed(0, 10_000).boxed().toList();

    KeyBounds bounds = KeyBounds.of("id", 0, 10_000, fine, List.of());

    assertThat(bounds.bounds()).hasSize(101).startsWith(0L, 100L, 200L).endsWith(9_900L, 10_000L);
  }
}
