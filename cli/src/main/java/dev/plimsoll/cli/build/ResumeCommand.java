package dev.plimsoll.cli.build;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// `plimsoll resume`.
@Command(name = "resume", description = "Let a paused database, plan or build go on.")
public final class ResumeCommand extends HoldCommand {
  public ResumeCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment, false);
  }

  @Override
  @Nullable String reason() {
    return null;
  }
}
