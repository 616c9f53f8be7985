package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.build.BuildCommands;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;

/// `plimsoll plan`: by itself it drafts a plan; its subcommands hold and end plans.
public final class PlanCommands {
  private PlanCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    return BuildCommands.ofPlans(new CommandLine(new PlanCommand(terminal, environment)));
  }
}
