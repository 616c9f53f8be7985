package dev.plimsoll.cli.sync;

import dev.plimsoll.contracts.sync.ExtractView.State;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Filters of extracts and loads.
public final class ListOptions {
  @Option(names = "--source", paramLabel = "SOURCE", description = "Of this source alone.")
  private @Nullable String source;

  @Option(names = "--into", paramLabel = "TARGET", description = "Into this target alone.")
  private @Nullable String target;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "With such a table: schema.table, with * for any run of characters.")
  private @Nullable String table;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "In this state alone: running, done or failed.")
  private @Nullable State state;

  @Mixin private final LimitOption limit = new LimitOption();

  public int most(boolean json) {
    return limit.most(json);
  }

  /// Query parameters: names and values in turns.
  public @Nullable Object[] filters() {
    return new @Nullable Object[] {
      "source", source, "target", target, "table", table, "state", state
    };
  }
}
