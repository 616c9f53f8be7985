package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.increment.SchemaDrift.Continued;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SchemaDriftTest {
  private static final QualifiedName TABLE = new QualifiedName("public", "t");
  private static final Column ID = column("id", "bigint", PgType.INT8, true, 1);
  private static final Column NOTE = column("note", "text", PgType.TEXT, false, 2);
  private static final Column NEW = column("new", "text", PgType.TEXT, false, 3);

  private static Column column(
      String name, String declared, PgType type, boolean notNull, int number) {
    return new Column(name, type, -1, declared, null, notNull, number, null);
  }

  private static Continued resolve(List<Column> found, boolean adds, String... filled) {
    return SchemaDrift.resolve(TABLE, List.of(ID, NOTE), found, Set.of(filled), adds);
  }

  private static void assertStops(String difference, List<Column> found, String... filled) {
    assertThatThrownBy(() -> resolve(found, true, filled))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_DRIFT))
        .hasMessageContaining(difference);
  }

  @Test
  void theFirstIncrementTakesTheTableAsItIs() {
    assertThat(SchemaDrift.resolve(TABLE, List.of(), List.of(ID), Set.of("id"), true))
        .isEqualTo(new Continued(List.of(ID), List.of()));
  }

  @Test
  void anAddedColumnIsReadOrLeftOutAsTheRuleSays() {
    assertThat(resolve(List.of(ID, NOTE, NEW), true))
        .isEqualTo(new Continued(List.of(ID, NOTE, NEW), List.of("new")));
    assertThat(resolve(List.of(ID, NOTE, NEW), false))
        .isEqualTo(new Continued(List.of(ID, NOTE), List.of()));
  }

  @Test
  void anAddedColumnThatOlderRowsHaveAValueInStopsUnlessItIsLeftOut() {
    assertStops("with \"new\" text", List.of(ID, NOTE, NEW), "new");
    assertThat(resolve(List.of(ID, NOTE, NEW), false, "new").columns()).containsExactly(ID, NOTE);
  }

  @Test
  void aDefaultOfAnOldColumnStopsNothing() {
    assertThat(resolve(List.of(ID, NOTE), true, "id").columns()).containsExactly(ID, NOTE);
  }

  @Test
  void whatElseHasChangedStops() {
    assertStops("without \"note\" text", List.of(ID));
    assertStops(
        "\"note\" text is now \"note\" character varying(9)",
        List.of(ID, column("note", "character varying(9)", PgType.VARCHAR, false, 2)));
    assertStops(
        "dropped, and added again", List.of(ID, column("note", "text", PgType.TEXT, false, 7)));
    assertStops(
        "\"id\" bigint NOT NULL is now \"id\" bigint",
        List.of(column("id", "bigint", PgType.INT8, false, 1), NOTE));
  }

  @Test
  void aColumnThatHasBecomeNotNullStopsNothing() {
    List<Column> found = List.of(ID, column("note", "text", PgType.TEXT, true, 2));

    assertThat(resolve(found, true)).isEqualTo(new Continued(found, List.of()));
  }
}
