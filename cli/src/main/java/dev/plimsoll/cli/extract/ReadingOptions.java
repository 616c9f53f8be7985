package dev.plimsoll.cli.extract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.cli.sync.TargetSchemasOption;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.SpecialValuesRule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Reading options. The service checks the names.
public final class ReadingOptions {
  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "auto, blocks, keyset or stream; fixed, early-termination or adaptive to compare with"
              + " (default: auto).")
  private @Nullable String strategy;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "That may read one table side by side, 1 to 64 (default: the service's).")
  private @Nullable Integer workers;

  @Option(
      names = "--consistency",
      paramLabel = "WHICH",
      description =
          "table: a table is of one moment where its strategy can, and begins anew when that is"
              + " lost. strict: of one moment, or it fails (default: table).")
  private @Nullable String consistency;

  @Option(
      names = "--proof",
      paramLabel = "WHICH",
      description =
          "Before a file is announced, compare it. source: with the source, in the same snapshot."
              + " file: read back, with the rows that the source has sent (default: none).")
  private @Nullable String proof;

  @Option(
      names = "--unmapped",
      paramLabel = "WHAT",
      description =
          "What becomes of a table with a column whose type has no mapping: refuse it, or keep the"
              + " column as text (default: refuse).")
  private @Nullable String unmapped;

  @Option(
      names = "--file-size",
      paramLabel = "SIZE",
      description = "End files at about so much, for example 256MB (default: the service's).")
  private @Nullable String fileSize;

  @Option(
      names = "--files",
      paramLabel = "N",
      description = "Write each table into so many files of about the same size.")
  private @Nullable Integer files;

  @Option(
      names = "--codec",
      paramLabel = "NAME",
      description =
          "Compress files by zstd, or by snappy for a reader that has no zstd, such as Amazon"
              + " Redshift (default: zstd).")
  private @Nullable String codec;

  @Option(
      names = "--bloom-filter",
      paramLabel = "COLUMN",
      description =
          "Give readers a Bloom filter of this column in each row group, to look a value up; may be"
              + " given more than once.")
  private @Nullable List<String> bloomFilters;

  @Option(
      names = "--special-values",
      paramLabel = "COLUMNS=WHAT",
      description =
          "What becomes of infinity and of moments outside of the years 1 to 9999, and of NaN in"
              + " numeric(p,s): keep, null, clamp, text or refuse; for columns such as"
              + " 'shop.orders.closed' or '*.*.*'. May be given more than once (default: keep, and"
              + " refuse NaN).")
  private @Nullable List<String> specialValues;

  @Mixin private final TargetSchemasOption schemas = new TargetSchemasOption();

  @Mixin private final IncrementOptions increment = new IncrementOptions();

  @Mixin private final IcebergOptions iceberg = new IcebergOptions();

  /// @param target null for files and log alone
  /// @throws PlimsollException USAGE
  public ExtractRequest request(String source, List<String> tables, @Nullable String target) {
    return new ExtractRequest(
        source,
        tables,
        target,
        schemas.bySource(),
        given(new ReadingRequest(strategy, consistency, workers), ReadingRequest.NONE),
        given(new FilesRequest(sizing(), codec, bloomFilters, proof), FilesRequest.NONE),
        given(new ColumnsRequest(unmapped, special()), ColumnsRequest.NONE),
        increment.request(),
        iceberg.request());
  }

  private static <T> @Nullable T given(T part, T none) {
    return part.equals(none) ? null : part;
  }

  /// A request with what is given here in the place of what it has. Increments, Iceberg tables and
  /// target schemas are replaced as a whole.
  ///
  /// @param tables none for those that it has
  /// @param target null for the one that it has
  /// @throws PlimsollException USAGE
  public ExtractRequest edited(ExtractRequest known, List<String> tables, @Nullable String target) {
    ExtractRequest given =
        request(
            known.source(),
            tables.isEmpty() ? known.tables() : tables,
            target == null ? known.target() : target);
    ObjectNode edited = Json.MAPPER.valueToTree(known);
    ObjectNode changes = Json.MAPPER.valueToTree(given); // without nulls
    for (String group : List.of("reading", "files", "columns")) {
      if (edited.get(group) instanceof ObjectNode there
          && changes.remove(group) instanceof ObjectNode part) {
        there.setAll(part);
      }
    }
    edited.setAll(changes);
    return Json.read(edited.toString(), ExtractRequest.class);
  }

  private @Nullable List<SpecialValuesRule> special() {
    return specialValues == null ? null : specialValues.stream().map(ReadingOptions::rule).toList();
  }

  private static SpecialValuesRule rule(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 0) {
      throw PlimsollException.usage("--special-values is COLUMNS=WHAT, not \"" + text + "\"");
    }
    return new SpecialValuesRule(text.substring(0, equals), text.substring(equals + 1));
  }

  private @Nullable FileSize sizing() {
    if (fileSize == null) {
      return files == null ? null : new FileSize(null, files);
    }
    if (files != null) {
      throw PlimsollException.usage("either --file-size or --files, not both");
    }
    return new FileSize(Sizes.parse(fileSize), null);
  }

  static final class IncrementOptions {
    // PostgreSQL reserves this column name.
    private static final String XMIN = "xmin";

    @Option(
        names = "--increment",
        paramLabel = "COLUMN",
        description =
            "Read only what is new since the last increment into the same target, by a column that"
                + " grows with each insert and update, and merge it by key; or xmin: by the"
                + " transactions that have written it.")
    private @Nullable String column;

    @Option(
        names = "--lag",
        paramLabel = "HOW-FAR",
        description =
            "With --increment: how far to stay behind, PT30S for a timestamp, a number for a number"
                + " (default: no further than open transactions ask for).")
    private @Nullable String lag;

    @Option(
        names = "--added-columns",
        paramLabel = "WHAT",
        description =
            "With --increment: what becomes of columns that the table has gained: add them at the"
                + " target, or omit them (default: add).")
    private @Nullable String addedColumns;

    @Option(
        names = "--restart",
        description = "With --increment: forget how far it was, and begin with the first row.")
    private boolean restart;

    @Option(
        names = "--deletes",
        description =
            "With --increment: then compare the keys, and delete at the target what the source has"
                + " no more, whoever has brought it there. Where that is more than the limits"
                + " permit, nothing is deleted and the table fails.")
    private boolean deletes;

    @Option(
        names = "--max-deletes-percent",
        paramLabel = "PERCENT",
        description =
            "With --deletes: of the rows that the target has, 1 to 100; all of them only with 100"
                + " (default: 10).")
    private @Nullable Integer maxDeletesPercent;

    @Option(
        names = "--max-deletes",
        paramLabel = "ROWS",
        description = "With --deletes: so many rows at most (default: 1000000).")
    private @Nullable Long maxDeletes;

    /// @return null where every row is read
    /// @throws PlimsollException USAGE
    @Nullable IncrementRequest request() {
      if (!deletes && (maxDeletesPercent != null || maxDeletes != null)) {
        throw PlimsollException.usage("--max-deletes-percent and --max-deletes need --deletes");
      }
      if (column == null) {
        if (lag != null || addedColumns != null || restart || deletes) {
          throw PlimsollException.usage(
              "--lag, --added-columns, --restart and --deletes need --increment");
        }
        return null;
      }
      boolean byTransactions = column.equals(XMIN);
      return new IncrementRequest(
          byTransactions ? XMIN : null,
          byTransactions ? null : column,
          lag,
          addedColumns,
          restart ? true : null,
          deletes ? new DeletesRequest(maxDeletesPercent, maxDeletes) : null);
    }
  }

  static final class IcebergOptions {
    @Option(
        names = "--iceberg",
        paramLabel = "CATALOG",
        description =
            "A source's name, PostgreSQL, whose database holds an Iceberg catalog, or the name of a"
                + " REST catalog that the service is configured for: each table becomes one"
                + " snapshot of the Iceberg table of its name.")
    private @Nullable String catalog;

    @Option(
        names = "--iceberg-namespace",
        paramLabel = "NAMESPACE",
        description = "Of the Iceberg tables (default: each table's schema).")
    private @Nullable String namespace;

    @Option(
        names = "--iceberg-create",
        description = "Create Iceberg tables, and the catalog, where they are missing.")
    private boolean create;

    @Option(
        names = "--iceberg-write",
        paramLabel = "HOW",
        description =
            "append to the rows that an Iceberg table has, or replace them (default: one that has"
                + " rows is refused).")
    private @Nullable String write;

    @Nullable IcebergRequest request() {
      if (catalog == null) {
        if (namespace != null || create || write != null) {
          throw PlimsollException.usage(
              "--iceberg CATALOG is needed for what is said of Iceberg tables");
        }
        return null;
      }
      return new IcebergRequest(catalog, namespace, create ? Boolean.TRUE : null, write);
    }
  }
}
