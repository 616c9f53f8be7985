package dev.plimsoll.sync.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.increment.IncrementMode;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import dev.plimsoll.sync.table.FileSettings.Proof;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableDefinitionTest {
  private static final TableDefinition DEFINITION =
      new TableDefinition(
          new TableStructure(
              true,
              List.of(new Column("id", PgType.INT8, -1, "bigint", null, true, 1, null)),
              List.of("id"),
              List.of("id")),
          new ReadStrategyChoice(new ReadStrategy.Keyset(2), "asked for"),
          true,
          false,
          new FileSettings(
              new FileSizing(1 << 20, false), PageCodec.SNAPPY, List.of("id"), Proof.SOURCE),
          new Increment(IncrementMode.COLUMN, "id", "1", "9", null, List.of(), null, "why"));

  @Test
  void isReadAsItWasStored() {
    assertThat(Json.read(Json.write(DEFINITION), TableDefinition.class)).isEqualTo(DEFINITION);
  }

  /// Statements change and ask for these by their names.
  @Test
  void isStoredWithWhatStatementsReferTo() {
    JsonNode stored = Json.read(Json.write(DEFINITION), JsonNode.class);
    assertThat(stored.path("snapshot").asBoolean()).isTrue();
    assertThat(stored.path("choice").path("why").asText()).isEqualTo("asked for");
    assertThat(stored.path("increment").isObject()).isTrue();
    assertThat(stored.has("columns")).as("its structure's alone").isFalse();
  }
}
