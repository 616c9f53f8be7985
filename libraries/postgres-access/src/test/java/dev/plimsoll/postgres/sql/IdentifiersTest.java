package dev.plimsoll.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdentifiersTest {
  @Test
  void doublesQuotesAndKeepsEverythingElse() {
    assertThat(Identifiers.quote("Odd \"name\"; --")).isEqualTo("\"Odd \"\"name\"\"; --\"");
    assertThat(Identifiers.quote(new QualifiedName("a.b", "C"))).isEqualTo("\"a.b\".\"C\"");
    assertThat(Identifiers.list(List.of("a", "b\""))).isEqualTo("\"a\", \"b\"\"\"");
  }

  @Test
  void refusesWhatPostgresCannotHold() {
    assertThatThrownBy(() -> Identifiers.quote("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identifiers.quote("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identifiers.literal("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void escapesLiterals() {
    assertThat(Identifiers.literal("it's a \\ back")).isEqualTo("E'it''s a \\\\ back'");
  }
}
