package dev.plimsoll.sync.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.PgType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowLimitTest {
  private static final int VARHDRSZ = 4;

  private static Column column(String name, PgType type, int typmod) {
    return new Column(name, type, typmod, name, null, false);
  }

  @Test
  void whatIsSmallByItsTypeIsNotMeasured() {
    List<Column> small =
        List.of(
            column("id", PgType.INT8, -1),
            column("code", PgType.VARCHAR, 20 + VARHDRSZ),
            column("amount", PgType.NUMERIC, -1),
            column("mood", PgType.ENUM, -1));

    assertThat(RowLimit.measured(small)).isEmpty();
    assertThat(new RowLimit(1000).condition(small, List.of())).isNull();
  }

  @Test
  void whatMayBeLargeIsMeasuredWithoutReadingTextItself() {
    List<Column> columns =
        List.of(
            column("id", PgType.INT8, -1),
            column("a\"b", PgType.TEXT, -1),
            column("wide", PgType.VARCHAR, 100_000 + VARHDRSZ),
            column("doc", PgType.JSONB, -1));

    assertThat(RowLimit.measured(columns)).hasSize(3);
    assertThat(new RowLimit(2048).condition(columns, List.of("\"id\"")))
        .contains("pg_catalog.octet_length(\"a\"\"b\")")
        .contains("pg_catalog.pg_column_size(\"doc\") <= 2")
        .contains("> 2048")
        .contains("pg_catalog.left(\"id\"::text, 100)");
    assertThat(RowLimit.NONE.condition(columns, List.of())).isNull();
  }
}
