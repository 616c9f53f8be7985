package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.plan.BuildView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll build retry`.
@Command(
    name = "retry",
    description = {
      "Try a failed or cancelled build again. It goes on from what is there.",
      "With --wait: exit 0 when it is built, 1 when it failed, 6 when --timeout came first."
    },
    footer = {"", "Example:", "  ./plimsoll build retry 1f6e0b5c --wait"})
final class RetryBuildCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "BUILD", description = "Its id, or the first 4 characters or more.")
  private String id = "";

  @Option(names = "--wait", description = "Wait until it has ended.")
  private boolean wait;

  @Mixin private final WatchOptions options = new WatchOptions();

  @Override
  protected int run(PlannerApi planner) {
    BuildView build = planner.retry(new Lookup(planner).build(id).id());
    int exitCode = ExitCode.OK;
    if (wait) {
      Watch.Outcome<Progress> outcome =
          new Watch(options, false, "planner", terminal()::say)
              .follow(() -> new Progress(null, List.of(planner.build(build.id()))), Display.none());
      exitCode = outcome.exitCode();
      tell(outcome.last().builds().getFirst());
    } else {
      tell(build);
    }
    next("build show " + Lookup.shortId(build.id()));
    return exitCode;
  }

  private void tell(BuildView build) {
    if (json()) {
      terminal().json(build);
    } else {
      terminal().data(BuildText.line(build));
    }
  }
}
