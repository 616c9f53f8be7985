package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "apply",
    description = {
      "Have exactly this plan carried out, or stop with exit 5 and say what moved since it was"
          + " made. The same again does nothing twice.",
      "With --wait or --watch: exit 0 when all is built, 1 when something failed or was cancelled,"
          + " 6 when --timeout came first. Leaving does not stop the builds."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll apply 3f2a9c81d0b4 --watch",
      "  ./plimsoll apply 3f2a9c81d0b4 --wait --timeout 4h --json"
    })
public final class ApplyCommand extends PlannerApiCommand {
  // The planner's own least.
  private static final int LEAST_OF_HASH = 8;

  @Parameters(
      paramLabel = "HASH",
      description = "Of a plan, or its first 8 characters or more; ./plimsoll plan NAME prints it.")
  private String hash = "";

  @Option(names = "--wait", description = "Wait until everything has ended.")
  private boolean wait;

  @Option(names = "--watch", description = "The same, and show how far it is.")
  private boolean watch;

  @Option(
      names = "--fail-fast",
      description = "Stop waiting at the first failure; the other builds go on.")
  private boolean failFast;

  @Mixin private final RecordOptions record = new RecordOptions();
  @Mixin private final WatchOptions options = new WatchOptions();

  record Answer(PlanView plan, List<BuildView> builds) {}

  @Override
  protected int run(PlannerApi planner) {
    PlanView plan;
    try {
      plan = planner.apply(hash(), record.request());
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.PLAN_MOVED || json()) {
        throw e;
      }
      return moved(e);
    }
    UUID id = plan.id();
    if (!wait && !watch) {
      return tell(new Progress(plan, planner.buildsOf(id)), ExitCode.OK);
    }
    Display display = watch && !json() ? Display.of(terminal(), terminal().err()) : Display.none();
    Watch.Outcome<Progress> outcome =
        new Watch(options, failFast, "planner", terminal())
            // Plan before builds: the builds are then at least as new.
            .follow(() -> new Progress(planner.plan(id), planner.buildsOf(id)), display);
    return tell(outcome.last(), outcome.exitCode());
  }

  private String hash() {
    if (hash.length() < LEAST_OF_HASH) {
      throw PlimsollException.usage("a plan's hash has at least 8 characters");
    }
    return hash;
  }

  private int moved(PlimsollException e) {
    terminal().say("plimsoll: " + e.code().title() + ":");
    for (String thing : String.valueOf(e.getMessage()).split("; ")) {
      terminal().say("  - " + Printable.line(thing));
    }
    terminal().say("  " + e.code().fix());
    next("plan NAME --diff");
    return ExitCode.of(e.code());
  }

  private int tell(Progress now, int exitCode) {
    PlanView plan = now.plan();
    if (plan == null) {
      throw new IllegalStateException("a plan was applied");
    }
    show(new Answer(plan, now.builds()), () -> BuildText.brief(now).lines());
    String list = "build list " + plan.database() + " --plan " + Ids.shortId(plan.id());
    if (exitCode == ExitCode.FAILED) {
      next(list);
    } else {
      next(now.ended() ? "plan " + plan.database() : list + " --watch");
    }
    return exitCode;
  }
}
