package dev.plimsoll.builder.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuildFailureTest {
  @ParameterizedTest
  @CsvSource({
    // state, code, told as retryable, tried again here
    "08006, connection-lost,        true,  true",
    "57P01, connection-lost,        true,  true",
    "40P01, serialization-failed,   true,  true",
    "55P03, lock-timeout,           true,  false",
    "53100, disk-full,              true,  false",
    "42501, insufficient-privilege, false, false",
    "42P07, conflict,               false, false",
    "53200, out-of-memory,          true,  false",
    "42704, unsupported-index,      false, false",
    "54000, unsupported-index,      false, false",
    "22012, unsupported-index,      false, false",
    "42P17, unsupported-index,      false, false",
    "57014, build-cancelled,        false, false",
    "25006, connection-lost,        true,  true",
    "XX000, internal,               false, false",
    ",      internal,               false, false",
  })
  void knowsWhatAStateMeans(String state, ErrorCode code, boolean retryable, boolean here) {
    BuildFailure failure =
        BuildFailure.of(new SQLException("ERROR: text\n  Detail: (k)=(secret)", state));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.retryable()).isEqualTo(retryable);
    assertThat(failure.worthAnotherTry()).isEqualTo(here);
    assertThat(failure.message()).isEqualTo("ERROR: text");
    assertThat(failure.sqlState()).isEqualTo(state);
  }

  @Test
  void callsABuildLostWhenItsSessionsKeepBreaking() {
    BuildFailure once = BuildFailure.of(new SQLException("broken", "08006"));
    assertThat(once.given(1).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    assertThat(once.given(3))
        .isEqualTo(
            new BuildFailure(
                ErrorCode.BUILD_LOST,
                "the build's session was lost 3 times; last: broken",
                "08006",
                true));
    BuildFailure unreachable =
        BuildFailure.of(new PlimsollException(ErrorCode.DATABASE_UNREACHABLE, "nobody there"));
    assertThat(unreachable.worthAnotherTry()).isTrue();
    assertThat(unreachable.given(3)).isEqualTo(unreachable);
  }
}
