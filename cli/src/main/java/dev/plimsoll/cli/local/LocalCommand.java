package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.TerminalCommand;
import picocli.CommandLine.Mixin;

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
