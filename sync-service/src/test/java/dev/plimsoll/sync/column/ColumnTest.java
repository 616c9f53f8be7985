package dev.plimsoll.sync.column;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnTest {
  private static Column numeric(int typmod) {
    return new Column("n", PgType.NUMERIC, typmod, "numeric", null, false);
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
      assertThat(PgType.ofOid(type.oid())).isEqualTo(type);
    }
    assertThat(PgType.ofOid(1186)).as("interval").isNull();
    assertThat(PgType.ofOid(4_000_000_000L)).isNull();
  }
}
