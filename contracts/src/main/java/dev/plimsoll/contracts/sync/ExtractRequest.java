package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/extracts` of the sync service.
///
/// @param source a registered endpoint
/// @param tables patterns `schema.table` with `*` for any run of characters; at least one
/// @param target a registered endpoint to load into; without it the batches stay in the log
/// @param strategy `auto` (where absent), or the name of the one that every table is to be read by
/// @param consistency `table` (where absent): a table is read under one snapshot where its
///     strategy can, and begins anew where that is lost; `strict`: under one snapshot, or it fails
/// @param workers that may read one table side by side; 1 to 64
/// @param proof what each file is compared with before anybody is told of it: `none` (where
///     absent); `file`, it is read back and compared with the rows that the source has sent;
///     `source`, with what the source has of its rows, in the same snapshot
/// @param unmappedTypes what becomes of a table with a column whose type has no mapping: it is
///     refused (`refuse`, where absent), or the column is kept as `text`
/// @param fileSize what files are sized for; absent: the service's own size
/// @param increment only what is new since the last increment; absent: every row
/// @param iceberg the Iceberg tables that tables are committed to when they are extracted; absent:
///     none
/// @param codec of the files' pages: `zstd` (where absent) or `snappy`, for readers that have no
///     other
/// @param bloomFilters columns whose values readers may look up by a Bloom filter in each row
///     group; of tables that have them. Absent: none
/// @param specialValues what becomes of values that readers of the files do not agree on, by
///     column; the last rule that matches one holds. Absent: dates and timestamps are kept as they
///     are, and NaN of a decimal is refused
/// @param targetSchemas schemas of the target that tables are loaded into, by those of the source
///     (a MariaDB's are its databases), of which `*` stands for all that are not named. Absent:
///     those of the source's names
public record ExtractRequest(
    @Within(Bound.NAME) String source,
    @Within(Bound.EXTRACT_TABLES) List<@Within(Bound.TABLE_PATTERN) String> tables,
    @Nullable @Within(Bound.NAME) String target,
    @Nullable @Within(Bound.CHOICE) String strategy,
    @Nullable @Within(Bound.CHOICE) String consistency,
    @Nullable @Within(Bound.READERS) Integer workers,
    @Nullable @Within(Bound.CHOICE) String proof,
    @Nullable @Within(Bound.CHOICE) String unmappedTypes,
    @Nullable FileSize fileSize,
    @Nullable IncrementRequest increment,
    @Nullable IcebergRequest iceberg,
    @Nullable @Within(Bound.CHOICE) String codec,
    @Nullable @Within(Bound.COLUMNS) List<@Within(Bound.IDENTIFIER) String> bloomFilters,
    @Nullable @Within(Bound.COLUMNS) List<SpecialValuesRule> specialValues,
    @Nullable @Within(Bound.SCHEMAS) Map<String, String> targetSchemas) {

  /// With everything left to the service.
  public ExtractRequest(String source, List<String> tables, @Nullable String target) {
    this(
        source, tables, target, null, null, null, null, null, null, null, null, null, null, null,
        null);
  }

  /// What becomes of `infinity` and of moments outside of the years 1 to 9999 of dates and
  /// timestamps, and of NaN in `numeric(p,s)`. Columns of keys and of an increment are kept as they
  /// are, or refused.
  ///
  /// @param columns a pattern `schema.table.column` with `*` for any run of characters
  /// @param as `keep`; `null`; `clamp` to the nearest of the years 1 to 9999, of dates and
  ///     timestamps of a PostgreSQL; the whole column as `text`; or `refuse` the table
  public record SpecialValuesRule(
      @Within(Bound.COLUMN_PATTERN) String columns, @Within(Bound.CHOICE) String as) {}

  /// What is new in a table, and what becomes of columns that are.
  ///
  /// @param mode `column` (where absent): rows whose value of a column is beyond the watermark;
  ///     `xmin`: rows that transactions have written which had not ended at the last increment
  /// @param column whole number, numeric or timestamp, NOT NULL, that grows with each insert, and
  ///     with each update if updates are to be found; none with `xmin`
  /// @param lag that the window stays behind: an ISO-8601 duration for a timestamp, a whole number
  ///     for a number. Needed where values are drawn outside of the transactions that write them
  /// @param addedColumns what becomes of a column that the table has since gained: it is read, and
  ///     added at the target (`add`, where absent), or left out (`omit`)
  /// @param restart the watermark is forgotten, and the window begins with the first row
  /// @param deletes rows of the target whose key the source has no more are deleted, after the
  ///     window has been merged; all of them, also those that Plimsoll has not brought there.
  ///     Absent: none
  public record IncrementRequest(
      @Nullable @Within(Bound.CHOICE) String mode,
      @Nullable @Within(Bound.IDENTIFIER) String column,
      @Nullable @Within(Bound.LAG) String lag,
      @Nullable @Within(Bound.CHOICE) String addedColumns,
      @Nullable Boolean restart,
      @Nullable DeletesRequest deletes) {
    /// By a column, with everything else left to the service.
    public static IncrementRequest by(String column) {
      return new IncrementRequest(null, column, null, null, null, null);
    }
  }

  /// How many rows one increment may delete at the target; both limits hold. Past either of them
  /// the table fails and nothing is deleted, since a source that is suddenly empty must not empty
  /// its copies.
  ///
  /// @param maxPercent of the rows that the target has, 1 to 100, rounded up to a row; absent: 10.
  ///     All of them only with 100
  /// @param maxRows 1 or more; absent: 1,000,000
  public record DeletesRequest(
      @Nullable @Within(Bound.PERCENT) Integer maxPercent,
      @Nullable @Within(Bound.DELETED_ROWS) Long maxRows) {}

  /// One of the two; both absent is the service's own size.
  ///
  /// @param bytes of a file at which it is ended, about
  /// @param files of about the same size that a table is to be written into: a multiple of what
  ///     reads them side by side, for example a warehouse's slices
  public record FileSize(
      @Nullable @Within(Bound.FILE_BYTES) Long bytes,
      @Nullable @Within(Bound.FILES) Integer files) {}

  /// Each table becomes one snapshot of the Iceberg table of its name.
  ///
  /// @param catalog a registered PostgreSQL whose database holds the catalog (Iceberg's JDBC
  ///     catalog), or the name of a REST catalog that the service is configured for
  /// @param namespace of the Iceberg tables, levels parted by points; absent: the table's schema
  /// @param create whether one that is missing is created, and the catalog with it; absent: no
  /// @param write `append` or `replace` the rows of a table that has some; absent: it is refused
  public record IcebergRequest(
      @Within(Bound.NAME) String catalog,
      @Nullable @Within(Bound.NAMESPACE) String namespace,
      @Nullable Boolean create,
      @Nullable @Within(Bound.CHOICE) String write) {}
}
