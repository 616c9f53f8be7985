package dev.plimsoll.cli.build;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll build`: it has only its subcommands; and the verbs that plans and databases share with
/// builds.
public final class BuildCommands {
  @Command(
      name = "build",
      synopsisSubcommandLabel = "COMMAND",
      description = "Builds: how far they are, why they wait, and what is to become of them.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll build list shop --watch",
        "  ./plimsoll build show 1f6e0b5c",
        "  ./plimsoll build retry 1f6e0b5c --wait"
      })
  private static final class Group {}

  private BuildCommands() {}

  public static CommandLine of(Terminal terminal, Map<String, String> environment) {
    CommandLine build =
        new CommandLine(new Group())
            .addSubcommand(new ListBuildsCommand(terminal, environment))
            .addSubcommand(new ShowBuildCommand(terminal, environment));
    return held(build, terminal, environment, Scope.BUILD)
        .addSubcommand(new RetryBuildCommand(terminal, environment))
        .addSubcommand(new BuildPriorityCommand(terminal, environment))
        .addSubcommand(new ReleaseBuildCommand(terminal, environment));
  }

  /// Adds `pause`, `resume` and `cancel` of all that is built in a database.
  public static CommandLine ofDatabases(
      CommandLine database, Terminal terminal, Map<String, String> environment) {
    return held(database, terminal, environment, Scope.DATABASE);
  }

  /// Adds `pause`, `resume` and `cancel` of a plan.
  public static CommandLine ofPlans(
      CommandLine plan, Terminal terminal, Map<String, String> environment) {
    return held(plan, terminal, environment, Scope.PLAN);
  }

  private static CommandLine held(
      CommandLine noun, Terminal terminal, Map<String, String> environment, Scope scope) {
    return noun.addSubcommand(new PauseBuildCommand(terminal, environment, scope))
        .addSubcommand(new ResumeBuildCommand(terminal, environment, scope))
        .addSubcommand(new CancelBuildCommand(terminal, environment, scope));
  }
}
