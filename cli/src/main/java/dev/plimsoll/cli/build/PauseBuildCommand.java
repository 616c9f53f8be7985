package dev.plimsoll.cli.build;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pause` of builds, plans and databases.
@Command(
    name = "pause",
    description =
        "Send no more of it to be built. What runs goes on to its end: CREATE INDEX CONCURRENTLY"
            + " cannot pause.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db pause shop --reason 'month-end closing'",
      "  ./plimsoll plan pause 3f2a9c81",
      "  ./plimsoll build pause 1f6e0b5c"
    })
final class PauseBuildCommand extends HoldBuildCommand {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Shown beside what is paused.")
  private @Nullable String reason;

  PauseBuildCommand(Scope scope) {
    super(scope, true);
  }

  @Override
  @Nullable String reason() {
    return reason;
  }
}
