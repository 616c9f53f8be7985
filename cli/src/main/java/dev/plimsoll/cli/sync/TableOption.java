package dev.plimsoll.cli.sync;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// One table instead of all.
public final class TableOption {
  @Option(names = "--table", paramLabel = "TABLE", description = "This one alone: schema.table.")
  private @Nullable String name;

  /// Null for all.
  public @Nullable String name() {
    return name;
  }
}
