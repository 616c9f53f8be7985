package dev.plimsoll.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `--help`, which every command has.
@Command
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and leave.")
  private boolean help;

  boolean asked() {
    return help;
  }
}
