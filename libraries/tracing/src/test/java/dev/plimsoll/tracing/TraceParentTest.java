package dev.plimsoll.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

  @ParameterizedTest
  @ValueSource(
      strings = {
        SAMPLED,
        "00-" + TRACE + "-" + SPAN + "-00",
        // A later version may append to it.
        "cc-" + TRACE + "-" + SPAN + "-01",
        "cc-" + TRACE + "-" + SPAN + "-01-what-will-be"
      })
  void takesEachFormOfTheStandard(String text) {
    assertThat(TraceParent.checked(text))
        .isEqualTo("00-" + TRACE + "-" + SPAN + text.substring(52, 55));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "00",
        "00-" + TRACE + "-" + SPAN,
        "00-" + TRACE + "-" + SPAN + "-1",
        "00-" + TRACE + "-" + SPAN + "-01-",
        "00-" + TRACE + "-" + SPAN + "-01-more",
        "00-" + TRACE + "-" + SPAN + "-0g",
        "ff-" + TRACE + "-" + SPAN + "-01",
        "0-" + TRACE + "-" + SPAN + "-01",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473'-" + SPAN + "-01",
        "00_" + TRACE + "_" + SPAN + "_01",
        "*/ DROP TABLE builds; -- ",
        "00-" + TRACE + "-" + SPAN + "-01\r\nX-Other: 1"
      })
  void anythingElseCountsAsNone(String text) {
    assertThat(TraceParent.checked(text)).isNull();
  }

  @Test
  void aPageIsNotEvenLookedAt() {
    String page = "cc-" + TRACE + "-" + SPAN + "-01-" + "x".repeat(600);
    assertThat(TraceParent.checked(page)).isNull();
  }
}
