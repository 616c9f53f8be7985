package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyFormTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "NUMBER | -12.50 | -12.50",
        "NUMBER | 18446744073709551615 | 18446744073709551615",
        "TEXT | ö' | _utf8mb4 X'c3b627'",
        "BYTES | \\x00ff | X'00ff'",
        "UUID | 01234567-89ab-cdef-0123-456789abcdef | CAST('01234567-89ab-cdef-0123-456789abcdef' AS UUID)",
        "MOMENT | 2024-05-06 | '2024-05-06'",
        "MOMENT | 2024-05-06 12:00:00.000001 | '2024-05-06 12:00:00.000001'",
        "MOMENT | 2024-05-06 12:00:00+00 | '2024-05-06 12:00:00'",
        "MOMENT | -infinity | '0000-00-00'",
        "MOMENT | 0001-05-06 BC | '0000-05-06'",
      })
  void isAConstantOfTheColumnsOwnKind(KeyForm form, String value, String constant) {
    assertThat(form.constant(value)).isEqualTo(constant);
  }

  @ParameterizedTest
  @CsvSource({"NUMBER,1 OR 1=1", "UUID,x", "BYTES,\\x0g", "MOMENT,2024-05-06' OR '1"})
  void nothingElseGetsIntoAStatement(KeyForm form, String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> form.constant(value));
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER,NaN",
    "MOMENT,infinity",
    "MOMENT,12024-05-06",
    "MOMENT,0044-03-15 BC",
    "MOMENT,0044-03-15 12:00:00+00 BC"
  })
  void whatPostgresHasBesideIsNotHeld(KeyForm form, String value) {
    assertThat(form.holds(value)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> form.constant(value));
  }

  @Test
  void aTypeThatIsNotComparedAsItIsOrderedIsNoKey() {
    assertThat(KeyForm.of("enum", "utf8mb4")).isEqualTo(KeyForm.NONE);
    assertThat(KeyForm.of("double", "")).isEqualTo(KeyForm.NONE);
    assertThat(KeyForm.of("BIGINT", "")).isEqualTo(KeyForm.NUMBER);
  }

  @Test
  void textThatUnicodeDoesNotBringBackIsNoKey() {
    assertThat(KeyForm.of("varchar", "utf8mb3")).isEqualTo(KeyForm.TEXT);
    assertThat(KeyForm.of("char", "latin1")).isEqualTo(KeyForm.TEXT);
    assertThat(KeyForm.of("varchar", "sjis")).isEqualTo(KeyForm.NONE);
  }
}
