package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.BuildView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll build release`.
@Command(
    name = "release",
    description = {
      "Give back what a build in flight holds, although nobody has told its end: its command was"
          + " lost, or nobody can look at its database any more. It counts as failed and can be"
          + " retried.",
      "Cancel it instead where its database answers. While a session of it is seen there, nothing"
          + " else is sent to that database."
    },
    footer = {
      "",
      "Example:",
      "  ./plimsoll build release 1f6e0b5c --reason \"the server is gone\""
    })
final class ReleaseBuildCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "BUILD", description = "Its id, or the first 4 characters or more.")
  private String id = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "For the record.")
  private @Nullable String reason;

  @Override
  protected int run(PlannerApi planner) {
    BuildView build = planner.release(new Lookup(planner).build(id).id(), control(reason));
    return answer(build, BuildText.line(build), "build retry " + Lookup.shortId(build.id()));
  }
}
