package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RangeQueryTest {
  private static final Column ID =
      new Column("i\"d", PgType.INT8, -1, "bigint", null, true, 0, null);
  private static final Column NAME =
      new Column("name", PgType.BPCHAR, 14, "character(10)", null, true, 0, null);
  private static final QualifiedName TABLE = new QualifiedName("s", "T");

  private static RowGuard guard(boolean only, List<Column> columns, List<String> key) {
    return new RowGuard(
        new PlannedTable(TABLE, TableStructure.unordered(only, columns).readBy(key), null),
        RowLimit.NONE);
  }

  @Test
  void aStreamedTableIsReadWholeInNoOrder() {
    assertThat(RangeQuery.copy(guard(true, List.of(ID), List.of("i\"d"))))
        .isEqualTo("COPY (SELECT \"i\"\"d\" FROM ONLY \"s\".\"T\") TO STDOUT (FORMAT binary)");
  }

  @Test
  void boundsAndLastKeyAreConstantsOfTheKeysTypes() {
    assertThat(
            RangeQuery.copy(
                guard(false, List.of(ID, NAME), List.of("i\"d", "name")),
                new ReadRange("10", "20"),
                List.of("15", "it's\\")))
        .isEqualTo(
            "COPY (SELECT \"i\"\"d\", \"name\" FROM \"s\".\"T\""
                + " WHERE \"i\"\"d\" >= E'10'::pg_catalog.\"int8\""
                + " AND \"i\"\"d\" < E'20'::pg_catalog.\"int8\""
                + " AND (\"i\"\"d\", \"name\") > (E'15'::pg_catalog.\"int8\","
                + " E'it''s\\\\'::pg_catalog.\"bpchar\")"
                + " ORDER BY \"i\"\"d\", \"name\") TO STDOUT (FORMAT binary)");
  }

  // ORDER BY would take the name for the text, and sort by that.
  @Test
  void aCastValueHasAnotherNameThanItsColumn() {
    Column address = new Column("at", PgType.LITERAL, -1, "inet", null, true, 0, null);

    assertThat(
            RangeQuery.copy(
                guard(true, List.of(ID, address), List.of("at")),
                new ReadRange(null, null),
                List.of("::1/128")))
        .isEqualTo(
            "COPY (SELECT \"i\"\"d\", \"at\"::pg_catalog.\"text\" AS \"::2\" FROM ONLY \"s\".\"T\""
                + " WHERE (\"at\") > (E'::1/128'::inet) ORDER BY \"at\")"
                + " TO STDOUT (FORMAT binary)");
  }
}
