package dev.plimsoll.benchmarks.estimates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ShapeTest {
  @Test
  void nothingIsPredictedFromWhatWasBuiltOnItself() {
    List<Shape> teachers = Shape.half(0);
    List<Shape> heldOut = Shape.half(1);

    assertThat(teachers).doesNotContainAnyElementsOf(heldOut);
    assertThat(Stream.concat(teachers.stream(), heldOut.stream()))
        .containsExactlyInAnyOrderElementsOf(Shape.ALL);
  }

  @Test
  void bothHalvesHavePlainShapesAndOthers() {
    assertThat(Shape.half(0)).anyMatch(Shape::isPlain).anyMatch(s -> !s.isPlain());
    assertThat(Shape.half(1)).anyMatch(Shape::isPlain).anyMatch(s -> !s.isPlain());
  }
}
