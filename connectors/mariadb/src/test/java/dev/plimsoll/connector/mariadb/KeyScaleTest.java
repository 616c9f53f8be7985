package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyScaleTest {
  @ParameterizedTest
  @CsvSource({
    "NUMBER, 1, 3, 2",
    "NUMBER, 1, 2, 2",
    "NUMBER, -9223372036854775808, 9223372036854775807, 0",
    "NUMBER, 0, 18446744073709551615, 9223372036854775808",
    "NUMBER, 1.00, 2.00, 1.50",
    "BYTES, \\x00, \\xff, \\x7f800000000000000000000000000000",
    "MOMENT, 2024-01-01, 2024-01-11, 2024-01-06",
    "MOMENT, 2024-01-01 00:00:00, 2024-01-01 00:00:10.5, 2024-01-01 00:00:05",
  })
  void theMiddleLiesBetween(KeyForm form, String low, String high, String middle) {
    KeyScale scale = KeyScale.between(form, low, high).orElseThrow();
    assertThat(scale.at(scale.halfway(scale.low(), scale.high()))).isEqualTo(middle);
  }

  @ParameterizedTest
  @CsvSource({
    "Order 10, Order 90",
    "0a1b, f9c8",
    "\uD83D\uDE00a, \uD83D\uDE00y",
  })
  void aTextBetweenTwoBeginsAsBothDo(String low, String high) {
    KeyScale scale = KeyScale.between(KeyForm.TEXT, low, high).orElseThrow();
    String middle = scale.at(scale.halfway(scale.low(), scale.high()));
    assertThat(middle).isGreaterThan(low).isLessThan(high);
  }

  // By the last group first, where MariaDB orders them so.
  @ParameterizedTest
  @CsvSource({
    "10000000-0000-4000-8000-000000000000, f0000000-0000-4000-8000-800000000000, 4, 400000000000",
    "00000000-0000-7000-8000-100000000000, 80000000-0000-7000-8000-200000000000, 7, ''",
  })
  void aUuidBetweenTwoHasTheirVersion(String low, String high, char version, String lastGroup) {
    KeyScale scale = KeyScale.between(KeyForm.UUID, low, high).orElseThrow();
    String middle = scale.at(scale.halfway(scale.low(), scale.high()));
    assertThat(middle).matches("[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-8.*".formatted(version));
    if (lastGroup.isEmpty()) {
      assertThat(middle).isGreaterThan(low).isLessThan(high);
    } else {
      assertThat(middle).endsWith(lastGroup);
    }
  }

  @ParameterizedTest
  @CsvSource({"NUMBER, 7, 7", "MOMENT, -infinity, -infinity", "TEXT, same, same"})
  void betweenWhatCannotBeToldApartIsNothing(KeyForm form, String low, String high) {
    assertThat(KeyScale.between(form, low, high)).isEmpty();
  }
}
