package dev.plimsoll.cli.build;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `plimsoll build`, and the verbs that plans and databases share with builds.
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
    },
    subcommands = {
      ListBuildsCommand.class,
      ShowBuildCommand.class,
      RetryBuildCommand.class,
      BuildPriorityCommand.class,
      ReleaseBuildCommand.class
    })
public final class BuildCommands {
  private BuildCommands() {}

  public static CommandLine of() {
    return held(new CommandLine(new BuildCommands()), Scope.BUILD);
  }

  /// Adds `pause`, `resume` and `cancel` of all that is built in a database.
  public static CommandLine ofDatabases(CommandLine database) {
    return held(database, Scope.DATABASE);
  }

  /// Adds `pause`, `resume` and `cancel` of a plan.
  public static CommandLine ofPlans(CommandLine plan) {
    return held(plan, Scope.PLAN);
  }

  private static CommandLine held(CommandLine noun, Scope scope) {
    return noun.addSubcommand(new PauseBuildCommand(scope))
        .addSubcommand(new ResumeBuildCommand(scope))
        .addSubcommand(new CancelBuildCommand(scope));
  }
}
