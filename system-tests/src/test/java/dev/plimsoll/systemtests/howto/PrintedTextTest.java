package dev.plimsoll.systemtests.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrintedTextTest {
  private static final String PRINTED =
      """
      shop.orders   loaded   20,000 rows   1.2 s
      shop.items    loaded    1,000 rows   310 ms
      1f6e0b5c-8e1a-4b61-9d0c-000000000001 PROVEN: 2 tables, 21,000 rows
      next: ./plimsoll receipt create 1f6e0b5c
      """;

  private static List<String> missing(String... shown) {
    return PrintedText.missing(List.of(shown), PRINTED);
  }

  @Test
  void numbersIdsAndBlanksMayBeOthers() {
    assertThat(
            missing(
                "shop.orders loaded 150,000 rows 1 min 3 s",
                "77aa0b5c-8e1a-4b61-9d0c-00000000000f PROVEN: 3 tables, 7 rows"))
        .isEmpty();
  }

  @Test
  void aPageMayLeaveLinesOut() {
    assertThat(missing("shop.items loaded 1,000 rows 310 ms")).isEmpty();
    assertThat(missing()).isEmpty();
  }

  @Test
  void otherWordsAndAnotherOrderAreMissed() {
    assertThat(missing("shop.orders failed 20,000 rows 1.2 s")).hasSize(1);
    assertThat(missing("shop.orders loaded 20,000 rows")).hasSize(1);
    assertThat(
            missing("shop.items loaded 1,000 rows 310 ms", "shop.orders loaded 20,000 rows 1.2 s"))
        .containsExactly("shop.orders loaded 20,000 rows 1.2 s");
    assertThat(missing("shop.orders loaded 1 rows 1 s", "shop.orders loaded 1 rows 1 s"))
        .hasSize(1);
  }
}
