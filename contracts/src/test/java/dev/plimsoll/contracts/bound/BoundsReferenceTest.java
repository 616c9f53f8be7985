package dev.plimsoll.contracts.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.ReferenceFile;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Writes `docs/reference/bounds.md` and holds it to the code.
final class BoundsReferenceTest {
  @ParameterizedTest
  @EnumSource
  void everyBoundHasRoomAndAReason(Bound bound) {
    assertThat(bound.least()).isLessThan(bound.most());
    assertThat(bound.what()).isNotBlank();
    assertThat(bound.why()).isNotBlank().doesNotEndWith(".");
  }

  @Test
  void theReferenceIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Bounds

            Generated from `Bound` in `contracts`; a test fails when it differs.

            What comes in over HTTP or Kafka is refused beyond these: over HTTP with `invalid-request`, from Kafka
            with `malformed-message` in the dead letters. How long a body or a message may be is a
            [setting](configuration.md) of the service and of the broker.

            | what | least | most | in | why |
            |---|---|---|---|---|
            """);
    for (Bound bound : Bound.values()) {
      page.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  bound.what(),
                  number(bound.least()),
                  number(bound.most()),
                  bound.unit().words(),
                  bound.why()));
    }
    ReferenceFile.check("bounds.md", page.toString());
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
