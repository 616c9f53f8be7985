package dev.plimsoll.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PostgresChooserTest {
  private static final int POSTGRESQL_18 = 180_006;
  private static final int POSTGRESQL_13 = 130_004;

  private final PostgresChooser chooser = new PostgresChooser(16 << 20);

  private static SourceTable table(long pages, long toastBytes, boolean plainHeap, String... key) {
    Column id = new Column("id", PgType.INT8, -1, "bigint", null, true, 0, null);
    return new SourceTable(
        new QualifiedName("s", "t"),
        new TableStructure(true, List.of(id), List.of(key), List.of(key)),
        1_000,
        pages,
        toastBytes,
        plainHeap);
  }

  private ReadStrategyChoice auto(SourceTable table, int version) {
    return chooser.choose(null, 0, table, version);
  }

  @Test
  void aHeapOfSeveralRangesIsReadByBlocks() {
    ReadStrategyChoice choice = auto(table(10_000, 0, true, "id"), POSTGRESQL_18);
    assertThat(choice.strategy()).isEqualTo(new ReadStrategy.Blocks(2048));
    assertThat(choice.why()).contains("10000 pages").contains("5 ranges of 2048");
  }

  @Test
  void aHeapOfOneRangeIsReadByItsKeyOrAsAStream() {
    assertThat(auto(table(2048, 0, true, "id"), POSTGRESQL_18).strategy())
        .isEqualTo(new ReadStrategy.Keyset(0));
    assertThat(auto(table(2048, 0, true), POSTGRESQL_18).strategy())
        .isEqualTo(new ReadStrategy.Stream());
  }

  @Test
  void whatRowsHaveBesideTheHeapCounts() {
    assertThat(auto(table(100, 100 * 8192L * 15, true, "id"), POSTGRESQL_18).strategy())
        .isEqualTo(new ReadStrategy.Keyset(0));
    assertThat(auto(table(1_000, 1_000 * 8192L * 15, true, "id"), POSTGRESQL_18).strategy())
        .isEqualTo(new ReadStrategy.Blocks(128));
  }

  @Test
  void blocksNeedAHeapAndPostgreSql14() {
    assertThat(auto(table(10_000, 0, false, "id"), POSTGRESQL_18))
        .isEqualTo(
            new ReadStrategyChoice(
                new ReadStrategy.Keyset(0),
                "it is no ordinary table in a heap of its own; its key is (id)"));
    assertThat(auto(table(10_000, 0, true), POSTGRESQL_13))
        .isEqualTo(
            new ReadStrategyChoice(
                new ReadStrategy.Stream(),
                "PostgreSQL 13 reads no block ranges (14 does); it has no key to read by"));
    assertThatThrownBy(
            () -> chooser.choose("blocks", 0, table(10_000, 0, false, "id"), POSTGRESQL_18))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("s.t cannot be read by blocks");
  }

  @Test
  void keysetNeedsAKey() {
    assertThatThrownBy(() -> chooser.choose("keyset", 0, table(1, 0, true), POSTGRESQL_18))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("unique key");
  }

  @Test
  void aNumberOfFilesIsANumberOfRanges() {
    assertThat(chooser.choose("auto", 8, table(10_000, 0, true), POSTGRESQL_18).strategy())
        .isEqualTo(new ReadStrategy.Blocks(1_250));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> chooser.choose("magic", 0, table(1, 0, true), POSTGRESQL_18))
        .hasMessageContaining("auto, blocks, keyset, stream");
  }

  @Test
  void theBaselinesNeedOneWholeNumber() {
    assertThat(chooser.choose("fixed", 0, table(1, 0, true, "id"), POSTGRESQL_18).strategy())
        .isEqualTo(new ReadStrategy.Fixed(50_000));
    assertThatThrownBy(() -> chooser.choose("adaptive", 0, table(1, 0, true), POSTGRESQL_18))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("whole numbers");
  }
}
