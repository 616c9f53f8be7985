package dev.plimsoll.cli.extract;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is new in a table instead of all of it.
final class IncrementOptions {
  // No table of PostgreSQL can have a column of that name.
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
          "With --increment: then compare the keys, and delete at the target what the source has no"
              + " more, whoever has brought it there. Where that is more than the limits permit,"
              + " nothing is deleted and the table fails.")
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

  /// @return null where every row is to be read
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
