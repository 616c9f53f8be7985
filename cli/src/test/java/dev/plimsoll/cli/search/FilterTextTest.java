package dev.plimsoll.cli.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.contracts.search.RowFilter.Comparison;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTextTest {
  private static Arguments of(String text, String column, Comparison how, String... values) {
    return Arguments.of(text, new RowFilter(column, how, List.of(values)));
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        of("color=red", "color", Comparison.EQUAL, "red"),
        of("color = dark red ", "color", Comparison.EQUAL, "dark red"),
        of("color=", "color", Comparison.EQUAL, ""),
        of("color=' red '", "color", Comparison.EQUAL, " red "),
        of("name='it''s'", "name", Comparison.EQUAL, "it's"),
        of("name=it's", "name", Comparison.EQUAL, "it's"),
        of("sum=a=b", "sum", Comparison.EQUAL, "a=b"),
        of("price!=1", "price", Comparison.NOT_EQUAL, "1"),
        of("price <> 1", "price", Comparison.NOT_EQUAL, "1"),
        of("price<1", "price", Comparison.LESS, "1"),
        of("price<=1", "price", Comparison.AT_MOST, "1"),
        of("price>1", "price", Comparison.GREATER, "1"),
        of("price >= -1", "price", Comparison.AT_LEAST, "-1"),
        of("color in red", "color", Comparison.IN, "red"),
        of("color IN red, green,blue", "color", Comparison.IN, "red", "green", "blue"),
        of("color in 'a, b',c,", "color", Comparison.IN, "a, b", "c", ""),
        of("gone is null", "gone", Comparison.IS_NULL),
        of("gone IS  NOT NULL", "gone", Comparison.NOT_NULL),
        of("\"in stock\"=true", "in stock", Comparison.EQUAL, "true"),
        of("\"a\"\"=b\" is null", "a\"=b", Comparison.IS_NULL),
        of("Größe=1", "Größe", Comparison.EQUAL, "1"));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void aConditionIsAColumnAComparisonAndValues(String text, RowFilter expected) {
    assertThat(FilterText.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "color",
        "=red",
        "color like r%",
        "color is empty",
        "color not in a,b",
        "in stock=true",
        "\"open=1",
        "color in 'a,b",
        "color in 'a'b"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> FilterText.parse(text))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }
}
