package dev.plimsoll.cli.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
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

  /// @return null where every row is to be read
  /// @throws PlimsollException USAGE
  @Nullable IncrementRequest request() {
    if (column == null) {
      if (lag != null || addedColumns != null || restart) {
        throw new PlimsollException(
            ErrorCode.USAGE, "--lag, --added-columns and --restart need --increment");
      }
      return null;
    }
    boolean byTransactions = column.equals(XMIN);
    return new IncrementRequest(
        byTransactions ? XMIN : null,
        byTransactions ? null : column,
        lag,
        addedColumns,
        restart ? true : null);
  }
}
