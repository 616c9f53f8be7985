package dev.plimsoll.cli.terminal;

import picocli.CommandLine.Option;

/// The option `--json` of every command whose answer fits in one document.
public final class JsonOption {
  @Option(
      names = "--json",
      description = "Answer with one JSON document on stdout, errors included.")
  private boolean json;

  public boolean asked() {
    return json;
  }
}
