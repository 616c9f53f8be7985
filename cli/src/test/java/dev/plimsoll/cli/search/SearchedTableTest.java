package dev.plimsoll.cli.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchedTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "items             | public | items",
        "shop.items        | shop   | items",
        "Shop.Items        | Shop   | Items",
        "\"a.b\"           | public | a.b",
        "shop.\"a.b\"      | shop   | a.b",
        "\"s.t\".\"a\"\"b\" | s.t   | a\"b"
      })
  void isASchemaAndAName(String text, String schema, String name) {
    QualifiedName table = SearchedTable.parse(text);

    assertThat(table).isEqualTo(new QualifiedName(schema, name));
    assertThat(SearchedTable.parse(SearchedTable.write(table))).isEqualTo(table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "shop.", ".items", "a.b.c", "\"a", "\"\"", "a\"b", "a.\"b\"c"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> SearchedTable.parse(text))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("schema.table");
  }
}
