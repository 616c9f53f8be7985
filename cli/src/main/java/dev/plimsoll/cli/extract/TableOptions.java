package dev.plimsoll.cli.extract;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which tables are to be read, into what, and how.
final class TableOptions {
  @Parameters(index = "0", paramLabel = "SOURCE", description = "A source's name.")
  private String source = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TABLE",
      description =
          "schema.table, with * for any run of characters, as the catalog has the names; a"
              + " MariaDB's schemas are its databases.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--into",
      paramLabel = "TARGET",
      description =
          "A source's name, PostgreSQL, to load into (default: files and their log alone).")
  private @Nullable String target;

  @Mixin private final ReadingOptions reading = new ReadingOptions();

  @Nullable String target() {
    return target;
  }

  /// @throws PlimsollException USAGE
  ExtractRequest request() {
    return reading.request(source, tables, target);
  }
}
