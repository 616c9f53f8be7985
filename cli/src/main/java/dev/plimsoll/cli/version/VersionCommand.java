package dev.plimsoll.cli.version;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.TerminalCommand;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "version",
    description = "Say which version this is and what it runs on.",
    footer = {"", "Example:", "  ./plimsoll version"})
public final class VersionCommand extends TerminalCommand {
  @Override
  protected String suffix() {
    return "";
  }

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
    show(
        versions,
        () ->
            List.of(
                "plimsoll %s (Java %s, %s %s, %d cores)"
                    .formatted(
                        versions.plimsoll(),
                        versions.java(),
                        versions.os(),
                        versions.arch(),
                        versions.cores())));
    return ExitCode.OK;
  }
}
