package dev.plimsoll.connector.postgres.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetErrorsTest {
  private static final QualifiedName TABLE = new QualifiedName("s", "t");

  @ParameterizedTest
  @CsvSource({
    "42P01, target-replaced, false",
    "3F000, target-replaced, false",
    "42703, target-mismatch, false",
    "22P03, target-mismatch, false",
    "23514, target-mismatch, false",
    "23503, row-refused, false",
    "P0001, row-refused, false",
    "25006, connection-lost, true",
  })
  void whatSomebodyChangedLastsAndAFailoverPasses(String state, ErrorCode code, boolean passes) {
    PlimsollException meaning =
        Objects.requireNonNull(
            TargetErrors.meaning(new SQLException("no such thing\nDetail: row", state), TABLE));

    assertThat(meaning.code()).isEqualTo(code);
    assertThat(meaning.code().isTransient()).isEqualTo(passes);
    assertThat(meaning.getMessage()).contains("no such thing").doesNotContain("row");
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "57P01", "40001", "53100", "42501", "23505"})
  void theRestMeansWhatItAlwaysDoes(String state) {
    assertThat(TargetErrors.meaning(new SQLException("x", state), TABLE)).isNull();
  }

  @Test
  void withoutAStateThereIsNoMeaning() {
    assertThat(TargetErrors.meaning(new SQLException("x"), TABLE)).isNull();
  }

  @Test
  void onlyAServerThatTakesNoWritesPasses() {
    SQLException other = new SQLException("x", "42P01");

    assertThat((Throwable) TargetErrors.unlessReadOnly(other)).isSameAs(other);
    assertThatThrownBy(() -> TargetErrors.unlessReadOnly(new SQLException("x", "25006")))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONNECTION_LOST));
  }
}
