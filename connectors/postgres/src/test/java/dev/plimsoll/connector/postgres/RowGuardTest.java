package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowGuardTest {
  private static final int VARHDRSZ = 4;

  private static Column column(String name, PgType type, int typmod) {
    return new Column(name, type, typmod, name, null, false, 0, null);
  }

  private static RowGuard guard(List<Column> columns, RowLimit limit) {
    QualifiedName name = new QualifiedName("s", "t");
    return new RowGuard(
        new PlannedTable(name, TableStructure.unordered(true, columns).readBy(List.of("id")), null),
        limit);
  }

  @Test
  void whatIsSmallByItsTypeIsNotMeasured() {
    List<Column> small =
        List.of(
            column("id", PgType.INT8, -1),
            column("code", PgType.VARCHAR, 20 + VARHDRSZ),
            column("amount", PgType.NUMERIC, -1),
            column("mood", PgType.ENUM, -1));

    assertThat(RowGuard.measured(small)).isEmpty();
    assertThat(guard(small, new RowLimit(1000)).condition()).isNull();
  }

  @Test
  void whatMayBeLargeIsMeasuredWithoutReadingTextItself() {
    List<Column> columns =
        List.of(
            column("id", PgType.INT8, -1),
            column("a\"b", PgType.TEXT, -1),
            column("wide", PgType.VARCHAR, 100_000 + VARHDRSZ),
            column("doc", PgType.JSONB, -1));

    assertThat(RowGuard.measured(columns)).hasSize(3);
    assertThat(guard(columns, new RowLimit(2048)).condition())
        .contains("pg_catalog.octet_length(\"a\"\"b\")")
        .contains("pg_catalog.pg_column_size(\"doc\") <= 2")
        .contains("> 2048")
        .contains("pg_catalog.left(\"id\"::text, 100)");
    assertThat(guard(columns, RowLimit.NONE).condition()).isNull();
  }
}
