package dev.plimsoll.cli.build;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// `resume` of builds, plans and databases.
@Command(
    name = "resume",
    description = "Let what is paused go on.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db resume shop",
      "  ./plimsoll plan resume 3f2a9c81",
      "  ./plimsoll build resume 1f6e0b5c"
    })
final class ResumeBuildCommand extends HoldBuildCommand {
  ResumeBuildCommand(Scope scope) {
    super(scope, false);
  }

  @Override
  @Nullable String reason() {
    return null;
  }
}
