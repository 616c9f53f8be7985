package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.sync.TargetSchemasOption;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.SpecialValuesRule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How tables are to be read. Which names there are is the service's to say.
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

  /// What is asked of the service with these options.
  ///
  /// @param target null for files and their log alone
  /// @throws PlimsollException USAGE
  public ExtractRequest request(String source, List<String> tables, @Nullable String target) {
    return new ExtractRequest(
        source,
        tables,
        target,
        strategy,
        consistency,
        workers,
        proof,
        unmapped,
        sizing(),
        increment.request(),
        iceberg.request(),
        codec,
        bloomFilters,
        special(),
        schemas.bySource());
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
}
