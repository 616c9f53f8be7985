package dev.plimsoll.connector.postgres.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RefusedRowTest {
  private static final List<String> COLUMNS = List.of("id", "no, column 7", "note");

  @Test
  void theNumberIsFoundInWhateverLanguageTheServerSpeaks() {
    assertThat(at("COPY parcels, line 42")).isEqualTo(new RefusedRow(42, null));
    assertThat(at("COPY parcels, Zeile 42, Spalte note")).isEqualTo(new RefusedRow(42, "note"));
    assertThat(at("COPY parcels, line 3, column note: \"a value\""))
        .isEqualTo(new RefusedRow(3, "note"));
  }

  @Test
  void namesWithCommasAndDigitsAreNamesStill() {
    assertThat(at("COPY parcels, line 3, column no, column 7"))
        .isEqualTo(new RefusedRow(3, "no, column 7"));
    assertThat(RefusedRow.at("COPY t, line 1, line 9", "t, line 1", COLUMNS))
        .isEqualTo(new RefusedRow(9, null));
  }

  @Test
  void aTriggersContextStandsBeforeThatOfCopy() {
    assertThat(at("PL/pgSQL function no() line 1 at RAISE\nCOPY parcels, line 8"))
        .isEqualTo(new RefusedRow(8, null));
  }

  @Test
  void whatIsOfNoRowOfThisTableIsNone() {
    assertThat(at("COPY other, line 8")).isNull();
    assertThat(at("SQL statement \"SELECT 1\"")).isNull();
  }

  private static @Nullable RefusedRow at(String where) {
    return RefusedRow.at(where, "parcels", COLUMNS);
  }
}
