package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/extracts` of the sync service.
///
/// @param source a registered database
/// @param tables patterns `schema.table` with `*` for any run of characters; at least one
/// @param target a registered database; without it the batches stay in the log
/// @param targetSchemas target schemas by source schema (a MariaDB's database); `*` stands for all
///     others. Absent: the same names
/// @param reading absent: as the service chooses
/// @param files absent: in the service's own form
/// @param columns absent: only types with a mapping
/// @param increment only new rows; absent: every row
/// @param iceberg tables to commit to; absent: none
public record ExtractRequest(
    @Within(Bound.NAME) String source,
    @Within(Bound.EXTRACT_TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.SCHEMAS) Map<String, String> targetSchemas,
    @Nullable ReadingRequest reading,
    @Nullable FilesRequest files,
    @Nullable ColumnsRequest columns,
    @Nullable IncrementRequest increment,
    @Nullable IcebergRequest iceberg) {

  /// All rows of the tables, in the service's own way.
  public static ExtractRequest of(String source, List<String> tables, @Nullable String target) {
    return new ExtractRequest(source, tables, target, null, null, null, null, null, null);
  }

  /// The way in which each table is read.
  ///
  /// @param strategy `auto` (where absent), or the strategy of every table
  /// @param consistency `table` (where absent): a table is read under one snapshot where its
  ///     strategy can, and begins anew where that is lost; `strict`: under one snapshot, or it
  ///     fails
  /// @param workers of one table at most; 1 to 64
  public record ReadingRequest(
      @Nullable @Within(Bound.CHOICE) String strategy,
      @Nullable @Within(Bound.CHOICE) String consistency,
      @Nullable @Within(Bound.READERS) Integer workers) {
    public static final ReadingRequest NONE = new ReadingRequest(null, null, null);
  }

  /// The files that the rows are written into.
  ///
  /// @param size absent: the service's own
  /// @param codec of pages: `zstd` (where absent) or `snappy`
  /// @param bloomFilters columns with a Bloom filter in each row group
  /// @param proof of each file before it is announced: `none` (where absent); `file`: it is read
  ///     back and compared with the rows sent; `source`: it is compared with the source's rows in
  ///     the same snapshot
  public record FilesRequest(
      @Nullable FileSize size,
      @Nullable @Within(Bound.CHOICE) String codec,
      @Nullable @Within(Bound.COLUMNS) List<@Within(Bound.IDENTIFIER) String> bloomFilters,
      @Nullable @Within(Bound.CHOICE) String proof) {
    public static final FilesRequest NONE = new FilesRequest(null, null, null, null);
  }

  /// Columns that need a decision.
  ///
  /// @param unmappedTypes of columns without a mapping: `refuse` the table (where absent), or keep
  ///     the column as `text`
  /// @param specialValues rules by column for values that readers disagree on; the last match
  ///     holds. Absent: dates and timestamps are kept, NaN of a decimal is refused
  public record ColumnsRequest(
      @Nullable @Within(Bound.CHOICE) String unmappedTypes,
      @Nullable @Within(Bound.COLUMNS) List<SpecialValuesRule> specialValues) {
    public static final ColumnsRequest NONE = new ColumnsRequest(null, null);
  }

  /// A rule for `infinity`, dates and timestamps outside of the years 1 to 9999, and NaN in
  /// `numeric(p,s)`. Columns of keys and increments are kept, or refused.
  ///
  /// @param columns a pattern `schema.table.column` with `*` for any run of characters
  /// @param as `keep`; `null`; `clamp` to the years 1 to 9999 (PostgreSQL only); the whole column
  ///     as `text`; or `refuse` the table
  public record SpecialValuesRule(
      @Within(Bound.COLUMN_PATTERN) String columns, @Within(Bound.CHOICE) String as) {}

  /// An increment of a table.
  ///
  /// @param mode `column` (where absent): rows beyond the watermark of a column; `xmin`: rows of
  ///     transactions that had not ended at the last increment
  /// @param column whole number, numeric or timestamp, NOT NULL, that grows with each insert, and
  ///     with each update if these are to be found; none with `xmin`
  /// @param lag of the window: an ISO-8601 duration, or a whole number for a number. Needed where
  ///     values are drawn outside of the writing transactions
  /// @param addedColumns of new columns: `add` them at the target (where absent), or `omit` them
  /// @param restart forgets the watermark and begins with the first row
  /// @param deletes rows of the target without a row at the source, after the merge, whoever wrote
  ///     them. Absent: none
  public record IncrementRequest(
      @Nullable @Within(Bound.CHOICE) String mode,
      @Nullable @Within(Bound.IDENTIFIER) String column,
      @Nullable @Within(Bound.LAG) String lag,
      @Nullable @Within(Bound.CHOICE) String addedColumns,
      @Nullable Boolean restart,
      @Nullable DeletesRequest deletes) {
    public static IncrementRequest by(String column) {
      return new IncrementRequest(null, column, null, null, null, null);
    }
  }

  /// Limits of deleted rows for each increment. Past either of them the table fails and nothing is
  /// deleted, since an empty source must not empty its copies.
  ///
  /// @param maxPercent of the target's rows, 1 to 100, rounded up to a row; absent: 10
  /// @param maxRows absent: 1,000,000
  public record DeletesRequest(
      @Nullable @Within(Bound.PERCENT) Integer maxPercent,
      @Nullable @Within(Bound.DELETED_ROWS) Long maxRows) {}

  /// The size of files, by one of two measures; the service's own where both are absent.
  ///
  /// @param bytes of a file, about
  /// @param files of a table: a multiple of the readers, for example a warehouse's slices
  public record FileSize(
      @Nullable @Within(Bound.FILE_BYTES) Long bytes,
      @Nullable @Within(Bound.FILES) Integer files) {}

  /// Each table becomes one snapshot of the Iceberg table of its name.
  ///
  /// @param catalog a registered PostgreSQL with a JDBC catalog, or a configured REST catalog
  /// @param namespace of the Iceberg tables, levels parted by points; absent: the table's schema
  /// @param create whether to create a missing table and catalog; absent: no
  /// @param write `append` or `replace` the rows of a table that has some; absent: it is refused
  public record IcebergRequest(
      @Within(Bound.NAME) String catalog,
      @Nullable @Within(Bound.NAMESPACE) String namespace,
      @Nullable Boolean create,
      @Nullable @Within(Bound.CHOICE) String write) {}
}
