package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.TerminalCommand;
import picocli.CommandLine.Mixin;

/// A command about the system on this machine.
abstract class LocalCommand extends TerminalCommand {
  @Mixin private final DataOption data = new DataOption();

  final DataHome home() {
    return data.home();
  }

  @Override
  protected final String suffix() {
    return data.suffix();
  }
}
