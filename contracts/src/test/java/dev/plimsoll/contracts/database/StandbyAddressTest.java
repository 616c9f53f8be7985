package dev.plimsoll.contracts.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StandbyAddressTest {
  @ParameterizedTest
  @CsvSource({
    "r.example, r.example, 6543",
    "r.example:5433, r.example, 5433",
    "::1, ::1, 6543",
    "[::1], ::1, 6543",
    "[::1]:5433, ::1, 5433"
  })
  void isReadWithAndWithoutAPortAndWrittenWithOne(String server, String host, int port) {
    StandbyAddress standby = StandbyAddress.parse(server, 6543);

    assertThat(standby).isEqualTo(new StandbyAddress(host, port));
    assertThat(StandbyAddress.parse(standby.toString(), 1)).isEqualTo(standby);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r:port", "r:0", "r:65536", "r/x", "r,other", "r:"})
  void isNoneWithoutAHostOrWithAnotherPort(String server) {
    assertThatThrownBy(() -> StandbyAddress.parse(server, 5432))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
