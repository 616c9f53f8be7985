package dev.plimsoll.cli.job;

import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.job.file.WorkflowFile;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    description = {
      "Queue a workflow from a file, in YAML or JSON, or from stdin with -. All of it is accepted, or"
          + " nothing; what is wrong is named with its line and job.",
      "Its jobs are commands, which ./plimsoll job work runs, and builds, extracts and loads, which"
          + " planners run; any can wait for any.",
      "With --wait or --watch: exit 0 when all is done, 1 when something failed or was canceled, 6 when"
          + " --timeout came first. Leaving does not stop the jobs."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll job create nightly.yaml --watch",
      "  generate-jobs | ./plimsoll job create - --key nightly-2026-12-01"
    })
final class CreateJobCommand extends JobsCommand {
  @Parameters(paramLabel = "FILE", description = "Its path, or - for stdin.")
  private String file = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Idempotency key of 1 to 255 characters: the same request with it again is the same"
              + " workflow (default: a new one).")
  private @Nullable String key;

  @Option(names = "--wait", description = "Wait until it has ended.")
  private boolean wait;

  @Option(names = "--watch", description = "The same, and show how far it is.")
  private boolean watch;

  @Mixin private final WatchOptions options = new WatchOptions();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks, for the record (default: the user's name here).")
  private @Nullable String by;

  @Override
  protected int run(JobsApi jobs) {
    WorkflowRequest request =
        WorkflowFile.read(
            file.equals("-") ? "stdin" : file, text(), by == null ? PlannerApiCommand.me() : by);
    String once = key == null ? UUID.randomUUID().toString() : key;
    WorkflowView created = jobs.create(request, once);
    if (!wait && !watch) {
      return answer(created, JobText.line(created), "job show %d --watch".formatted(created.id()));
    }
    Display display = watch && !json() ? Display.of(terminal(), terminal().err()) : Display.none();
    Watch.Outcome<WorkflowProgress> outcome =
        new Watch(options, false, "planner", terminal())
            .follow(() -> ShowJobCommand.look(jobs, created.id()), display);
    WorkflowView last = outcome.last().workflow();
    show(last, () -> List.of(JobText.line(last)));
    next(
        outcome.exitCode() == ExitCode.FAILED
            ? "job list %d --state failed".formatted(last.id())
            : "job show " + last.id());
    return outcome.exitCode();
  }

  private String text() {
    try {
      return file.equals("-")
          ? new String(input().readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException | UncheckedIOException e) {
      throw PlimsollException.usage(file + " cannot be read as a text: " + e.getMessage());
    }
  }
}
