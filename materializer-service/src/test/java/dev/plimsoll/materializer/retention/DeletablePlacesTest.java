package dev.plimsoll.materializer.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plimsoll.materializer.retention.S3Objects.DeletablePlaces;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeletablePlacesTest {
  @Test
  void aBucketIsAllOfItAndAPrefixWhatBeginsSo() {
    DeletablePlaces places = DeletablePlaces.of(List.of("logs", " lake/raw/ "), Optional.of("x"));

    assertThat(places.hold("logs", "a/b")).isTrue();
    assertThat(places.hold("logs-2", "a/b")).isFalse();
    assertThat(places.hold("lake", "raw/a")).isTrue();
    assertThat(places.hold("lake", "rawer/a")).isFalse();
    assertThat(places.hold("lake", "a")).isFalse();
    assertThat(places.hold("x", "a")).isFalse();
  }

  @Test
  void withoutAnyItIsTheBucketOfExtractsAndWithoutThatNowhere() {
    assertThat(DeletablePlaces.of(null, Optional.of("extracts")).hold("extracts", "a")).isTrue();
    assertThat(DeletablePlaces.of(null, Optional.of("extracts")).hold("logs", "a")).isFalse();
    assertThat(DeletablePlaces.of(null, Optional.empty()).hold("extracts", "a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/", "/prefix"})
  void onlyABucketIsAPlace(String place) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeletablePlaces.of(List.of(place), Optional.empty()));
  }
}
