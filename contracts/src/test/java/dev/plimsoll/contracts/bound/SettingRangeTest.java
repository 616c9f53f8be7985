package dev.plimsoll.contracts.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingRangeTest {
  @Test
  void bothEndsAreWithin() {
    assertThatCode(
            () -> {
              SettingRange.require("plimsoll.a", 1, 1, 16);
              SettingRange.require("plimsoll.a", 16, 1, 16);
              SettingRange.require("plimsoll.a", Long.MAX_VALUE, 1, Long.MAX_VALUE);
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 16, 'plimsoll.a must be 1 to 16, and is 0'",
    "17, 16, 'plimsoll.a must be 1 to 16, and is 17'",
    "-5, 9223372036854775807, 'plimsoll.a must be 1 or more, and is -5'",
    "0, 2147483647, 'plimsoll.a must be 1 or more, and is 0'"
  })
  void anythingElseEndsTheStart(long value, long most, String words) {
    PlimsollException thrown =
        catchThrowableOfType(
            PlimsollException.class, () -> SettingRange.require("plimsoll.a", value, 1, most));

    assertThat(thrown).hasMessage(words);
    assertThat(thrown.code()).isEqualTo(ErrorCode.START_FAILED);
  }
}
