package dev.plimsoll.cli.sync;

import picocli.CommandLine.Option;

public final class LimitOption {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "So many at most, 1 to 500 (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  public int limit() {
    return limit;
  }
}
