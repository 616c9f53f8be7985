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
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
      BuildCommands.ShowBuildCommand.class,
      BuildCommands.RetryBuildCommand.class,
      BuildCommands.BuildPriorityCommand.class,
      BuildCommands.ReleaseBuildCommand.class
    })
public final class BuildCommands {
  private BuildCommands() {}

  public static CommandLine of() {
    return held(new CommandLine(new BuildCommands()), Scope.BUILD);
  }

  public static CommandLine ofDatabases(CommandLine database) {
    return held(database, Scope.DATABASE);
  }

  public static CommandLine ofPlans(CommandLine plan) {
    return held(plan, Scope.PLAN);
  }

  private static CommandLine held(CommandLine noun, Scope scope) {
    return noun.addSubcommand(new PauseBuildCommand(scope))
        .addSubcommand(new ResumeBuildCommand(scope))
        .addSubcommand(new CancelBuildCommand(scope));
  }

  abstract static class OneBuildCommand extends PlannerApiCommand {
    @Parameters(
        index = "0",
        paramLabel = "BUILD",
        description = "Its id, or the first 4 characters or more.")
    private String id = "";

    final BuildView build(PlannerApi planner) {
      return BuildCommands.build(planner, id);
    }
  }

  @Command(
      name = "show",
      description =
          "Show one build in full: predicted and seen figures, why it waits or failed, the keys in"
              + " the way, the steps that its last attempt has taken and how long each took, and"
              + " the planned statements.",
      footer = {"", "Example:", "  ./plimsoll build show 1f6e0b5c"})
  static final class ShowBuildCommand extends OneBuildCommand {
    @Override
    protected int run(PlannerApi planner) {
      BuildView build = build(planner);
      show(build, () -> BuildText.full(build));
      if (Progress.isFailure(build.state())) {
        next("build retry " + Ids.shortId(build.id()));
      } else {
        next("build list " + build.database() + (Progress.isEnd(build.state()) ? "" : " --watch"));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "retry",
      description = {
        "Try a failed or cancelled build again. It goes on from what is there.",
        "With --wait: exit 0 when it is built, 1 when it failed, 6 when --timeout came first."
      },
      footer = {"", "Example:", "  ./plimsoll build retry 1f6e0b5c --wait"})
  static final class RetryBuildCommand extends OneBuildCommand {
    @Option(names = "--wait", description = "Wait until it has ended.")
    private boolean wait;

    @Mixin private final WatchOptions options = new WatchOptions();

    @Override
    protected int run(PlannerApi planner) {
      BuildView build = planner.retry(build(planner).id());
      UUID id = build.id();
      int exitCode = ExitCode.OK;
      if (wait) {
        Watch.Outcome<Progress> outcome =
            new Watch(options, false, "planner", terminal())
                .follow(() -> new Progress(null, List.of(planner.build(id))), Display.none());
        exitCode = outcome.exitCode();
        build = outcome.last().builds().getFirst();
      }
      answer(build, BuildText.line(build), "build show " + Ids.shortId(id));
      return exitCode;
    }
  }

  @Command(
      name = "priority",
      description =
          "Put a build that waits before or behind the others, whatever the strategy says.",
      footer = {"", "Example:", "  ./plimsoll build priority 1f6e0b5c 10"})
  static final class BuildPriorityCommand extends OneBuildCommand {
    @Parameters(index = "1", paramLabel = "N", description = "Higher goes first; 0 by default.")
    private int priority;

    @Override
    protected int run(PlannerApi planner) {
      BuildView build = planner.change(build(planner).id(), new BuildPatch(priority));
      return answer(
          build,
          BuildText.name(build) + " has priority " + build.scheduling().priority(),
          "build list " + build.database());
    }
  }

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
  static final class ReleaseBuildCommand extends OneBuildCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    @Override
    protected int run(PlannerApi planner) {
      BuildView build = planner.release(build(planner).id(), record.request());
      return answer(build, BuildText.line(build), "build retry " + Ids.shortId(build.id()));
    }
  }

  abstract static class HoldBuildCommand extends PlannerApiCommand {
    private final Scope scope;
    private final boolean pause;

    @Parameters(
        paramLabel = "WHAT",
        description =
            "A database's name; of a plan or build its id, or the first 4 characters or more.")
    private String what = "";

    HoldBuildCommand(Scope scope, boolean pause) {
      this.scope = scope;
      this.pause = pause;
    }

    ControlRequest who() {
      return new ControlRequest(me(), null);
    }

    @Override
    protected int run(PlannerApi planner) {
      ControlRequest request = who();
      return switch (scope) {
        case DATABASE -> {
          String name = planner.database(what).name();
          yield tell(planner.holdDatabase(name, pause, request), name);
        }
        case PLAN -> {
          PlanView plan = BuildCommands.plan(planner, what);
          yield tell(planner.holdPlan(plan.id(), pause, request), plan.database());
        }
        case BUILD -> {
          BuildView build =
              planner.holdBuild(BuildCommands.build(planner, what).id(), pause, request);
          yield answer(
              build, BuildText.line(build), next(build.scheduling().paused(), build.database()));
        }
      };
    }

    private int tell(PauseView view, String database) {
      return answer(view, Printable.line(view.detail()), next(view.paused(), database));
    }

    private String next(boolean paused, String database) {
      return paused ? scope.noun() + " resume " + what : "build list " + database;
    }
  }

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
  static final class PauseBuildCommand extends HoldBuildCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    PauseBuildCommand(Scope scope) {
      super(scope, true);
    }

    @Override
    ControlRequest who() {
      return record.request();
    }
  }

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
  static final class ResumeBuildCommand extends HoldBuildCommand {
    ResumeBuildCommand(Scope scope) {
      super(scope, false);
    }
  }

  enum Scope {
    BUILD,
    PLAN,
    DATABASE;

    String noun() {
      return this == DATABASE ? "db" : name().toLowerCase(Locale.ROOT);
    }
  }

  static BuildView build(PlannerApi planner, String text) {
    return Ids.find(text, "build", planner::build, planner::buildsBeginning);
  }

  /// @param text id or hash, or a unique prefix of either
  public static PlanView plan(PlannerApi planner, String text) {
    return Ids.find(text, "plan", planner::plan, planner::plansBeginning);
  }
}
