package dev.plimsoll.sync.table;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.source.ReadingPlan;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import dev.plimsoll.sync.increment.Increment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Definition of a table: how it looked when it was planned, and how it is read.
///
/// @param only read without what inherits from it
/// @param primaryKey of the source; empty where it has none
/// @param readingKey columns to read by in order; empty where it has no such key
/// @param why that strategy, in a sentence
/// @param snapshot every query of the table is of one moment, and nothing of it is announced before
///     all of it is there
/// @param strict where that moment is lost, the table fails instead of beginning anew
/// @param proof each file is compared with the source, in the same snapshot, before it is announced
/// @param readBack each file is compared with the rows that the source has sent, before it is
///     announced
/// @param sizing of its files; null is the service's own
/// @param increment its window; null where every row is read
/// @param codec of its files' pages
/// @param bloomFilters columns that have one in each row group of its files
public record TableDefinition(
    boolean only,
    List<Column> columns,
    List<String> primaryKey,
    List<String> readingKey,
    ReadStrategy strategy,
    String why,
    boolean snapshot,
    boolean strict,
    boolean proof,
    boolean readBack,
    @Nullable FileSizing sizing,
    @Nullable Increment increment,
    PageCodec codec,
    List<String> bloomFilters) {

  /// When a file is ended.
  ///
  /// @param bytes at which it is, about; 0 for never by its size
  /// @param perRange also at the end of each range or read task, so that there are as many files as
  ///     ranges
  public record FileSizing(long bytes, boolean perRange) {}

  static final TableDefinition NONE =
      new TableDefinition(
          false,
          List.of(),
          List.of(),
          List.of(),
          new ReadStrategy.Stream(),
          "",
          false,
          false,
          false,
          false,
          null,
          null,
          PageCodec.ZSTD,
          List.of());

  public TableDefinition {
    bloomFilters = List.copyOf(bloomFilters);
  }

  /// @param increment null where every row is read
  public static TableDefinition of(
      SourceTable table, ReadingPlan plan, ReadingSettings options, @Nullable Increment increment) {
    return new TableDefinition(
        table.only(),
        table.columns(),
        table.primaryKey(),
        table.readingKey(),
        plan.choice().strategy(),
        plan.choice().why(),
        plan.snapshot(),
        options.wish().strict(),
        options.proof() == ReadingSettings.Proof.SOURCE,
        options.proof() == ReadingSettings.Proof.FILE,
        options.sizing(),
        increment,
        options.codec(),
        bloomFilters(table, options));
  }

  private static List<String> bloomFilters(SourceTable table, ReadingSettings options) {
    return table.columns().stream()
        .filter(column -> column.type() != PgType.BOOL)
        .map(Column::name)
        .filter(options.bloomFilters()::contains)
        .toList();
  }

  /// Its rows; null where every row is read.
  @JsonIgnore
  public @Nullable RowWindow window() {
    return increment == null ? null : increment.window();
  }

  /// Rows of the target that the source has no more are to be deleted.
  @JsonIgnore
  public boolean wantsDeletes() {
    return increment != null && increment.deletes() != null;
  }

  @JsonIgnore
  public List<Column> keyColumns() {
    return Column.named(readingKey, columns);
  }

  /// Which moment of the source its rows are of.
  @JsonIgnore
  public Consistency consistency() {
    // One statement is of one moment by itself.
    return snapshot || strategy instanceof ReadStrategy.Stream
        ? Consistency.SNAPSHOT
        : Consistency.RANGE;
  }
}
