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

/// Definition of a table: its shape when planned, and how it is read.
///
/// @param only without the tables that inherit from it
/// @param primaryKey of the source; empty for none
/// @param readingKey columns to read by in order; empty for none
/// @param why reason for the strategy, in a sentence
/// @param snapshot all queries see one moment; the table is announced as a whole
/// @param strict a lost snapshot fails the table
/// @param proof files are compared with the source before they are announced
/// @param readBack files are compared with the rows sent before they are announced
/// @param sizing null for the service's default
/// @param increment null where every row is read
/// @param bloomFilters columns with a Bloom filter in each row group
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

  /// Size of files.
  ///
  /// @param bytes approximate; 0 for no limit
  /// @param perRange a file also ends with its range or read task
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
  public List<Column> keyColumns() {
    return Column.named(readingKey, columns);
  }

  @JsonIgnore
  public Consistency consistency() {
    // One statement sees one moment by itself.
    return snapshot || strategy instanceof ReadStrategy.Stream
        ? Consistency.SNAPSHOT
        : Consistency.RANGE;
  }
}
