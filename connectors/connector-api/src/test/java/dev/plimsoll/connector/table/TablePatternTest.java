package dev.plimsoll.connector.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TablePatternTest {
  private static boolean matches(String pattern, String schema, String table) {
    return TablePattern.of(pattern).matches(new QualifiedName(schema, table));
  }

  @Test
  void aStarStandsForAnyRunOfCharacters() {
    assertThat(matches("public.*", "public", "a.b\nc")).isTrue();
    assertThat(matches("p*.line*", "public", "lineitem")).isTrue();
    assertThat(matches("public.line", "public", "lineitem")).isFalse();
    assertThat(matches("public.*", "Public", "t")).isFalse();
  }

  @Test
  void nothingElseHasAMeaning() {
    assertThat(matches("public.a[b]\\E?", "public", "a[b]\\E?")).isTrue();
    assertThat(matches("public.a.c", "public", "abc")).isFalse();
    assertThat(TablePattern.of("public.a?b").isExact()).isTrue();
    assertThat(TablePattern.of("public.a*").isExact()).isFalse();
  }

  @Test
  void whatIsInDoubleQuotesIsMeantAsItStands() {
    assertThat(matches("\"my.schema\".orders", "my.schema", "orders")).isTrue();
    assertThat(matches("\"my.schema\".*", "my.schema", "a.b")).isTrue();
    assertThat(matches("\"my.schema\".*", "my", "schema.orders")).isFalse();
    assertThat(matches("public.\"a*\"", "public", "a*")).isTrue();
    assertThat(matches("public.\"a*\"", "public", "ab")).isFalse();
    assertThat(matches("\"a\"\"b\".\"c.d\"", "a\"b", "c.d")).isTrue();
    assertThat(TablePattern.of("public.\"a*\"").isExact()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "table",
        ".table",
        "schema.",
        "\"a.b\"",
        "\"a.b",
        "\"a\"b.c",
        "\"\".a",
        "a.\"b"
      })
  void schemaAndTableMustBeGiven(String pattern) {
    assertThatThrownBy(() -> TablePattern.of(pattern)).isInstanceOf(PlimsollException.class);
  }
}
