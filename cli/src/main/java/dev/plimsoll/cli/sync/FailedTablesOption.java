package dev.plimsoll.cli.sync;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

public final class FailedTablesOption {
  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "This one alone: schema.table; repeatable (default: all that failed).")
  private List<String> names = new ArrayList<>();

  /// Empty for all that failed.
  public List<String> names() {
    return names;
  }
}
