package dev.plimsoll.sync.table;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import dev.plimsoll.sync.increment.Increment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Definition of a table: its structure when planned, and how it is read.
///
/// @param snapshot all queries see one moment; the table is announced as a whole
/// @param strict a lost snapshot fails the table
/// @param increment null where every row is read
public record TableDefinition(
    TableStructure structure,
    ReadStrategyChoice choice,
    boolean snapshot,
    boolean strict,
    FileSettings files,
    @Nullable Increment increment) {

  static final TableDefinition NONE =
      new TableDefinition(
          TableStructure.unordered(false, List.of()),
          new ReadStrategyChoice(new ReadStrategy.Stream(), ""),
          false,
          false,
          FileSettings.NONE,
          null);

  public static TableDefinition of(
      SourceTable table, ReadingPlan plan, ReadingSettings options, @Nullable Increment increment) {
    return new TableDefinition(
        table.structure(),
        plan.choice(),
        plan.snapshot(),
        options.wish().strict(),
        options.files().within(table.columns()),
        increment);
  }

  @JsonIgnore
  public List<Column> columns() {
    return structure.columns();
  }

  @JsonIgnore
  public ReadStrategy strategy() {
    return choice.strategy();
  }

  /// Files are compared with the source before they are announced.
  @JsonIgnore
  public boolean comparesWithSource() {
    return files.proof() == FileSettings.Proof.SOURCE;
  }

  /// Window of rows to read; null where every row is read.
  @JsonIgnore
  public @Nullable RowWindow window() {
    return increment == null ? null : increment.window();
  }

  /// Rows that the source no longer has are deleted in the target.
  @JsonIgnore
  public boolean wantsDeletes() {
    return increment != null && increment.deletes() != null;
  }

  @JsonIgnore
  public Consistency consistency() {
    // One statement sees one moment by itself.
    return snapshot || strategy() instanceof ReadStrategy.Stream
        ? Consistency.SNAPSHOT
        : Consistency.RANGE;
  }
}
