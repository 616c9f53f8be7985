package dev.plimsoll.benchmarks.estimates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HoldOutTest {
  @Test
  void nothingIsPredictedFromWhatWasBuiltOnItself() {
    List<Shape> teachers = HoldOut.teachers(Shape.ALL);
    List<Shape> heldOut = HoldOut.heldOut(Shape.ALL);

    assertThat(teachers).doesNotContainAnyElementsOf(heldOut);
    assertThat(Stream.concat(teachers.stream(), heldOut.stream()))
        .containsExactlyInAnyOrderElementsOf(Shape.ALL);
  }

  @Test
  void bothHalvesHavePlainShapesAndOthers() {
    assertThat(HoldOut.teachers(Shape.ALL)).anyMatch(Shape::isPlain).anyMatch(s -> !s.isPlain());
    assertThat(HoldOut.heldOut(Shape.ALL)).anyMatch(Shape::isPlain).anyMatch(s -> !s.isPlain());
  }
}
