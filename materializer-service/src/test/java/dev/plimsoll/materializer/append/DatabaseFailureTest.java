package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseFailureTest {
  @ParameterizedTest
  @CsvSource({
    "08006, connection-lost",
    "57P01, connection-lost",
    "57014, connection-lost",
    "55P03, serialization-failed",
    "40001, serialization-failed",
    ", connection-lost"
  })
  void whatWillPassSaysSoAndWhy(@Nullable String state, ErrorCode code) {
    SQLException cause = new SQLException("gone", state);

    PlimsollException failure = DatabaseFailure.of(cause);

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.retryAfter()).isNotNull();
    assertThat(failure).hasCause(cause);
  }
}
