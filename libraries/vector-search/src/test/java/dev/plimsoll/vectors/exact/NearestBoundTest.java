package dev.plimsoll.vectors.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.vectors.search.Neighbor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NearestBoundTest {
  private final NearestBound bound = new NearestBound(2);

  @Test
  void itIsTheLastDistanceOfThePortionThatHasTheNearest() {
    assertThat(bound.distance()).isNull();

    assertThat(bound.of(rows(1.0, 3.0))).isEqualTo(rows(1.0, 3.0));
    assertThat(bound.distance()).isEqualTo(3.0);

    bound.of(rows(0.0, 4.0));
    assertThat(bound.distance()).isEqualTo(3.0);

    bound.of(rows(-2.0, -1.0));
    assertThat(bound.distance()).isEqualTo(-1.0);
  }

  @Test
  void portionsWithTooFewRowsSayNothing() {
    bound.of(rows(1.0));
    bound.of(rows());
    bound.of(rows(1.0, null));
    assertThat(bound.distance()).isNull();
  }

  /// Its rows would be two of the two nearest, though there is a nearer one elsewhere.
  @Test
  void aPortionThatIsReadTwiceCountsOnce() {
    bound.of(rows(1.0));
    bound.of(rows(1.0));
    assertThat(bound.distance()).isNull();
  }

  @Test
  void noNumberIsFartherThanAll() {
    bound.of(rows(1.0, Double.NaN));
    assertThat(bound.distance()).isNaN();

    bound.of(rows(1.0, Double.POSITIVE_INFINITY));
    assertThat(bound.distance()).isEqualTo(Double.POSITIVE_INFINITY);

    bound.of(rows(Double.NaN, Double.NaN));
    assertThat(bound.distance()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  private static List<Neighbor> rows(@Nullable Double... distances) {
    List<@Nullable Double> each = Stream.of(distances).toList();
    return IntStream.range(0, each.size())
        .mapToObj(i -> new Neighbor(List.of(Integer.toString(i)), each.get(i)))
        .toList();
  }
}
