package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RangeWindowTest {
  private static final Column AT =
      new Column("a\"t", PgType.INT8, -1, "bigint", null, true, 1, null);

  private static @Nullable String condition(@Nullable RowWindow window) {
    return RangeQuery.ofWindow(window, List.of(AT));
  }

  private static ColumnWindow ofColumn(@Nullable String low, @Nullable String high) {
    return new ColumnWindow(AT.name(), low, high);
  }

  @Test
  void aWindowIsOpenBelowAndClosedAbove() {
    assertThat(condition(ofColumn("5", "9")))
        .isEqualTo(
            "\"a\"\"t\" > E'5'::pg_catalog.\"int8\" AND \"a\"\"t\" <= E'9'::pg_catalog.\"int8\"");
    assertThat(condition(ofColumn(null, "9"))).isEqualTo("\"a\"\"t\" <= E'9'::pg_catalog.\"int8\"");
    assertThat(condition(ofColumn("5", null))).isEqualTo("false");
    assertThat(condition(null)).isNull();
  }

  @Test
  void transactionsAreComparedByTheirDistanceAroundTheCircle() {
    assertThat(condition(new TransactionWindow(null, "9"))).isNull();
    // 2^32 - 2, and 5 further: past the turn.
    assertThat(condition(new TransactionWindow("4294967294", "4294967299")))
        .isEqualTo("(xmin::text::bigint - 4294967294 + 4294967296) % 4294967296 < 5");
    assertThat(condition(new TransactionWindow("8589934593", "8589934603")))
        .isEqualTo("(xmin::text::bigint - 1 + 4294967296) % 4294967296 < 10");
  }
}
