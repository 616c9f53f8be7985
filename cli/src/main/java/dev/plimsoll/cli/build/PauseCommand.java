package dev.plimsoll.cli.build;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plimsoll pause`.
@Command(
    name = "pause",
    description =
        "Send nothing more of a database, a plan or one build. What runs goes on to its end:"
            + " CREATE INDEX CONCURRENTLY cannot pause.",
    footer = {"", "Example:", "  ./plimsoll pause shop --reason 'month-end closing'"})
public final class PauseCommand extends HoldCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Shown to whoever wonders why nothing moves.")
  private @Nullable String reason;

  public PauseCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment, true);
  }

  @Override
  @Nullable String reason() {
    return reason;
  }
}
