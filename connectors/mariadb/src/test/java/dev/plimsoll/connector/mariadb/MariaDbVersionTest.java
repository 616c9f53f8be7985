package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MariaDbVersionTest {
  @ParameterizedTest
  @CsvSource({
    "10.11.19-MariaDB-0+deb12u1, true, 10, 11",
    "11.8.3-MariaDB-ubu2404, true, 11, 8",
    "5.5.5-10.11.6-MariaDB-log, true, 10, 11",
    "8.0.43, false, 8, 0",
    "8.4.6-0ubuntu0, false, 8, 4"
  })
  void knowsServers(String text, boolean mariaDb, int major, int minor) {
    assertThat(MariaDbVersion.of(text)).isEqualTo(new MariaDbVersion(mariaDb, major, minor, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.6.22-MariaDB", "5.5.5-10.5.8-MariaDB", "5.7.44-log", "", "whatever"})
  void refusesOldOnes(String text) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> MariaDbVersion.of(text))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_SERVER));
  }
}
