package dev.plimsoll.connector.column;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnTest {
  private static Column numeric(int typmod) {
    return new Column("n", PgType.NUMERIC, typmod, "numeric", null, false, 0, null);
  }

  // atttypmod as PostgreSQL 18 stores it.
  @ParameterizedTest
  @CsvSource({"786438,12,2", "-1,0,0", "133122,2,-2", "2490382,38,10", "65544,1,4"})
  void precisionAndScaleAreReadFromTheTypmod(int typmod, int precision, int scale) {
    assertThat(numeric(typmod).precision()).isEqualTo(precision);
    assertThat(numeric(typmod).scale()).isEqualTo(scale);
  }

  @Test
  void everyTypeIsFoundByItsOid() {
    for (PgType type : PgType.values()) {
      if (type.oid() != 0) {
        assertThat(PgType.ofOid(type.oid())).isEqualTo(type);
      }
    }
    assertThat(PgType.ofOid(1186)).as("interval").isNull();
    assertThat(PgType.ofOid(0)).isNull();
    assertThat(PgType.ofOid(4_000_000_000L)).isNull();
  }

  @Test
  void typesAreMappedByKindAndOid() {
    assertThat(PgType.of(23, 'b')).isEqualTo(PgType.INT4);
    assertThat(PgType.of(1186, 'b')).as("interval").isEqualTo(PgType.LITERAL);
    assertThat(PgType.of(99_999, 'e')).isEqualTo(PgType.ENUM);
    assertThat(PgType.of(99_999, 'c')).isEqualTo(PgType.LITERAL);
    assertThat(PgType.of(2205, 'b')).as("regclass").isNull();
    assertThat(PgType.of(99_999, 'b')).as("an extension's").isNull();
    assertThat(PgType.of((1L << 32) + 23, 'b')).isNull();
    assertThat(PgType.ofArray(23, 'b')).isEqualTo(PgType.LITERAL);
    assertThat(PgType.ofArray(2205, 'b')).isNull();
  }

  @Test
  void whatIsCastIsComparedAsWhatItIs() {
    Column range = new Column("r", PgType.LITERAL, -1, "int4range", null, true, 0, null);
    Column mood = new Column("m", PgType.ENUM, -1, "shop.mood", null, true, 0, null);
    Column paid = new Column("p", PgType.MONEY, -1, "money", null, true, 0, null);

    assertThat(range.carried("r")).isEqualTo("r::pg_catalog.\"text\"");
    assertThat(range.castName()).isEqualTo("int4range");
    assertThat(mood.carried("m")).isEqualTo("m");
    assertThat(mood.castName()).isEqualTo("shop.mood");
    assertThat(mood.isLoadedAsText()).isFalse();
    assertThat(paid.carried("p")).isEqualTo("p::pg_catalog.\"numeric\"(19,2)");
    assertThat(paid.castName()).isEqualTo("pg_catalog.\"money\"");
    assertThat(paid.isLoadedAsText()).isTrue();
  }
}
