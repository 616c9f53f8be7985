package dev.plimsoll.cli.job;

import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "job",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Workflows of jobs that wait for each other, and workers that run them. A workflow is named by"
            + " its number, a job of it by number and name: 7/load.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll job create nightly.yaml",
      "  ./plimsoll job work --cores 4 --memory 8GB",
      "  ./plimsoll job show 7 --watch"
    },
    subcommands = {
      CreateJobCommand.class,
      JobCommands.ListJobCommand.class,
      ShowJobCommand.class,
      JobCommands.CancelJobCommand.class,
      JobCommands.RetryJobCommand.class,
      JobCommands.PauseJobCommand.class,
      JobCommands.ResumeJobCommand.class,
      JobCommands.GraphJobCommand.class,
      WorkJobCommand.class
    })
public final class JobCommands {

  @Command(
      name = "list",
      description = {
        "List workflows, the newest first; or the jobs of one, in their order.",
        "Those that the planner has begun of itself, for a load or by the policy of maintenance, are"
            + " counted and left out."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll job list --open --all",
        "  ./plimsoll job list 7 --state failed"
      })
  static final class ListJobCommand extends JobsCommand {
    private static final int COUNTED = 100;

    @Parameters(arity = "0..1", paramLabel = "WORKFLOW", description = "Its number.")
    private @Nullable String workflow;

    @Option(names = "--open", description = "Workflows alone that have not ended.")
    private boolean open;

    @Option(names = "--all", description = "Also workflows that nobody has asked for.")
    private boolean all;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description =
            "Jobs alone in this state: blocked, ready, running, later, done, failed or canceled.")
    private JobView.@Nullable State state;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "So many at most (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    @Override
    protected int run(JobsApi jobs) {
      if (limit < 1) {
        throw PlimsollException.usage("--limit is 1 or more");
      }
      if (workflow == null) {
        if (state != null) {
          throw PlimsollException.usage("--state is of the jobs of a workflow: name one");
        }
        return workflows(jobs);
      }
      long id = JobAddress.of(workflow).workflow();
      return answer(
          jobs.jobs(id, limit, "state", state),
          "There are no such jobs.",
          found -> JobText.jobs(found, width()),
          "job show " + id);
    }

    private int workflows(JobsApi jobs) {
      @Nullable Boolean ended = open ? Boolean.TRUE : null;
      List<WorkflowView> asked = jobs.workflows(ended, all ? null : Boolean.FALSE, limit);
      int others = all || json() ? 0 : jobs.workflows(ended, Boolean.TRUE, COUNTED + 1).size();
      if (others > 0) {
        terminal()
            .say(
                "%s%s begun by the planner itself, and left out: --all shows %s"
                    .formatted(
                        others > COUNTED ? "more than " : "",
                        others == 1
                            ? "1 workflow was"
                            : Math.min(others, COUNTED) + " workflows were",
                        others == 1 ? "it" : "them"));
      }
      return answer(
          asked,
          others > 0 ? "There are no others." : "There are no workflows.",
          found -> JobText.workflows(found, width()),
          others > 0 ? "job list --all" : "job create FILE",
          first -> "job show " + first.id());
    }
  }

  abstract static class ControlJobCommand extends JobsCommand {
    private final String act;

    @Parameters(paramLabel = "WHAT", description = "A workflow's number, or NUMBER/JOB.")
    private String what = "";

    ControlJobCommand(String act) {
      this.act = act;
    }

    abstract ControlRequest who();

    @Override
    protected final int run(JobsApi jobs) {
      JobAddress address = JobAddress.of(what);
      if (address.job() == null) {
        WorkflowView workflow = jobs.control(address.workflow(), act, who());
        return answer(workflow, JobText.line(workflow), "job show " + workflow.id());
      }
      if (act.equals("pause") || act.equals("resume")) {
        throw PlimsollException.usage("whole workflows are paused and resumed");
      }
      long id = JobAddress.find(jobs, address.workflow(), address.job());
      return answer(jobs.controlJob(id, act, who()), JobText::job, "job show " + what);
    }
  }

  @Command(
      name = "cancel",
      description =
          "Cancel what is not over of a workflow, or a job and what waits for it. What runs is stopped"
              + " by its worker.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll job cancel 7 --reason 'wrong day'",
        "  ./plimsoll job cancel 7/load"
      })
  static final class CancelJobCommand extends ControlJobCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    CancelJobCommand() {
      super("cancel");
    }

    @Override
    ControlRequest who() {
      return record.request();
    }
  }

  @Command(
      name = "retry",
      description =
          "Queue once more what has failed or was canceled of a workflow; or a job, with those that it"
              + " waits for, and what was canceled since it waits for these alone.",
      footer = {"", "Examples:", "  ./plimsoll job retry 7", "  ./plimsoll job retry 7/load"})
  static final class RetryJobCommand extends ControlJobCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    RetryJobCommand() {
      super("retry");
    }

    @Override
    ControlRequest who() {
      return record.request();
    }
  }

  @Command(
      name = "pause",
      description = "Give no job of a workflow to a worker; what runs goes on to its end.",
      footer = {"", "Example:", "  ./plimsoll job pause 7 --reason 'disk is full'"})
  static final class PauseJobCommand extends ControlJobCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    PauseJobCommand() {
      super("pause");
    }

    @Override
    ControlRequest who() {
      return record.request();
    }
  }

  @Command(
      name = "resume",
      description = "Give the jobs of a paused workflow to workers again.",
      footer = {"", "Example:", "  ./plimsoll job resume 7"})
  static final class ResumeJobCommand extends ControlJobCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    ResumeJobCommand() {
      super("resume");
    }

    @Override
    ControlRequest who() {
      return record.request();
    }
  }

  @Command(
      name = "graph",
      description =
          "Show the jobs of a workflow by layers, each with what it waits for. With --dot in Graphviz'"
              + " language.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll job graph 7",
        "  ./plimsoll job graph 7 --dot | dot -Tsvg > graph.svg"
      })
  static final class GraphJobCommand extends JobsCommand {
    @Parameters(paramLabel = "WORKFLOW", description = "Its number.")
    private String workflow = "";

    @Option(names = "--dot", description = "In Graphviz' language.")
    private boolean dot;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "500",
        description = "So many jobs at most, 1 to 2000 (default: ${DEFAULT-VALUE}).")
    private int limit = 500;

    @Override
    protected int run(JobsApi jobs) {
      GraphView graph = jobs.graph(JobAddress.of(workflow).workflow(), limit);
      if (dot && !json()) {
        graph.dot().lines().forEach(terminal()::data);
        return ExitCode.OK;
      }
      return answer(graph, GraphText::lines, "job show " + graph.workflow());
    }
  }
}
