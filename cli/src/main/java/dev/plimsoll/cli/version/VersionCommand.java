package dev.plimsoll.cli.version;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll version`.
@Command(
    name = "version",
    description = "Say which version this is and what it runs on.",
    footer = {"", "Example:", "  ./plimsoll version"})
public final class VersionCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final JsonOption json = new JsonOption();

  public VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /// @param java version of the JVM this runs on
  record Versions(String plimsoll, String java, String os, String arch, int cores) {}

  @Override
  public Integer call() {
    Versions versions =
        new Versions(
            Version.current(),
            Runtime.version().toString(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
    if (json.asked()) {
      terminal.json(versions);
    } else {
      terminal.data(
          "plimsoll %s (Java %s, %s %s, %d cores)"
              .formatted(
                  versions.plimsoll(),
                  versions.java(),
                  versions.os(),
                  versions.arch(),
                  versions.cores()));
    }
    return ExitCode.OK;
  }
}
