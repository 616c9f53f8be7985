package dev.plimsoll.connector.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnPatternTest {
  private static final QualifiedName PLACES = new QualifiedName("shop", "places");

  @Test
  void namesColumnsOfTables() {
    assertThat(ColumnPattern.of("shop.places.where").matches(PLACES, "where")).isTrue();
    assertThat(ColumnPattern.of("shop.places.where").matches(PLACES, "wherever")).isFalse();
    assertThat(ColumnPattern.of("*.*.*").matches(PLACES, "where")).isTrue();
    assertThat(ColumnPattern.of("shop.*.wh*").matches(PLACES, "where")).isTrue();
    assertThat(ColumnPattern.of("shop.people.*").matches(PLACES, "where")).isFalse();
    assertThat(ColumnPattern.of("a.b.c.d").matches(new QualifiedName("a", "b.c"), "d")).isTrue();
    assertThat(ColumnPattern.of("\"a.b\".c.d").matches(new QualifiedName("a.b", "c"), "d"))
        .isTrue();
    assertThat(ColumnPattern.of("a.b.\"c.d\"").matches(new QualifiedName("a", "b"), "c.d"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "places", "shop.places", "shop.places.", "..x", ".places.x"})
  void isRefusedWithoutAllThreeParts(String text) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> ColumnPattern.of(text))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }
}
