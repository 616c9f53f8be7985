package dev.plimsoll.cli.sync;

import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

public final class LimitOption {
  private static final int SHOWN = 20;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many at most (default: 20; with --json all).")
  private @Nullable Integer limit;

  /// @throws PlimsollException USAGE
  public int most(boolean json) {
    if (limit == null) {
      return json ? Integer.MAX_VALUE : SHOWN;
    }
    if (limit < 1) {
      throw PlimsollException.usage("--limit is 1 or more, not " + limit);
    }
    return limit;
  }
}
