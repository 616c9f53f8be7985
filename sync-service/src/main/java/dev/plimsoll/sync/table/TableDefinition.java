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

/// How a table looked when it was planned, and how it is read.
///
/// @param only read without what inherits from it
/// @param primaryKey of the source; empty where it has none
/// @param readingKey columns to read by in order; empty where it has no such key
/// @param why that strategy, in a sentence
/// @param snapshot every query of the table is of one moment, and nothing of it is announced before
///     all of it is there
/// @param strict where that moment is lost, the table fails instead of beginning anew
/// @param proof each file is compared with the source, in the same snapshot, before it is told of
/// @param readBack each file is compared with the rows that the source has sent, before it is told
///     of; false in definitions that were kept before there was this
/// @param sizing of its files; null is the service's own
/// @param increment its window; null where every row is read
/// @param codec of its files' pages; zstd in definitions that were kept before there was a choice
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

  // Definitions that were kept before there were strategies have none.
  @SuppressWarnings("ConstantValue")
  public TableDefinition {
    if (strategy == null) {
      strategy = readingKey.isEmpty() ? new ReadStrategy.Stream() : new ReadStrategy.Keyset();
    }
    if (why == null) {
      why = "";
    }
    if (codec == null) {
      codec = PageCodec.ZSTD;
    }
    bloomFilters = bloomFilters == null ? List.of() : List.copyOf(bloomFilters);
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
        options.proof() == Proof.SOURCE,
        options.proof() == Proof.FILE,
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

  /// The same, each query at a moment of its own.
  ///
  /// @param because in words
  public TableDefinition withoutSnapshot(String because) {
    return new TableDefinition(
        only,
        columns,
        primaryKey,
        readingKey,
        strategy,
        why + "; each range at a moment of its own, since " + because,
        false,
        strict,
        proof,
        readBack,
        sizing,
        increment,
        codec,
        bloomFilters);
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
