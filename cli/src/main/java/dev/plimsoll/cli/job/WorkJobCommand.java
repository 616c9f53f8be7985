package dev.plimsoll.cli.job;

import dev.plimsoll.cli.api.JobsApi;
import dev.plimsoll.cli.job.work.JobWorker;
import dev.plimsoll.cli.job.work.WorkerSettings;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.contracts.job.ClaimRequest.Order;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "work",
    description = {
      "Run jobs on this machine: offer what it has, claim ready jobs of kind command that fit into it"
          + " together, run each as a process, and say how it ended. The output of each goes to a file.",
      "Stopped by a signal it begins nothing more, waits for what runs (--grace: so long at most, then"
          + " stops it), and leaves. A worker that is killed takes its jobs with it; others try them"
          + " again when its lease has run out."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll job work --cores 4 --memory 8GB",
      "  ./plimsoll job work --lane gpu --cores 16 --memory 64GB --gpus 2 --grace 10m",
      "  ./plimsoll job work --drain"
    })
final class WorkJobCommand extends JobsCommand {
  private static final int MOST = 100;

  @Option(
      names = "--lane",
      paramLabel = "LANE",
      defaultValue = JobRequest.DEFAULT_LANE,
      description = "Whose jobs (default: ${DEFAULT-VALUE}).")
  private String lane = JobRequest.DEFAULT_LANE;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "It has so many cores for jobs (default: those of this machine).")
  private @Nullable Double cores;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "1GB",
      description = "So much memory (default: ${DEFAULT-VALUE}).")
  private String memory = "1GB";

  @Option(names = "--gpus", paramLabel = "N", description = "So many GPUs (default: 0).")
  private int gpus;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      defaultValue = "1GB",
      description = "So much disk for temporary files (default: ${DEFAULT-VALUE}).")
  private String disk = "1GB";

  @Option(
      names = "--runtime",
      paramLabel = "SPAN",
      description = "It will last so long: longer jobs are left to others (default: for ever).")
  private @Nullable String runtime;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "16",
      description = "So many jobs at once, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int most = 16;

  @Option(
      names = "--by-memory",
      description = "Of equal priority, those with much memory before those that take long.")
  private boolean byMemory;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "For people (default: host and process id).")
  private @Nullable String name;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "plimsoll-jobs",
      description = "Where the jobs' outputs go (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("plimsoll-jobs");

  @Option(
      names = "--poll",
      paramLabel = "SPAN",
      defaultValue = "1s",
      description =
          "Look for ready jobs so often while there are none (default: ${DEFAULT-VALUE}).")
  private String poll = "1s";

  @Option(names = "--drain", description = "End when nothing is ready and nothing runs.")
  private boolean drain;

  @Option(
      names = "--grace",
      paramLabel = "SPAN",
      description =
          "When the worker is stopped, what runs has so long to end by itself; then it is stopped and"
              + " counts as failed (default: as long as it takes).")
  private @Nullable String grace;

  record Answer(String name, int done, int failed) {}

  @Override
  protected int run(JobsApi jobs) {
    WorkerSettings settings = settings();
    JobWorker worker = new JobWorker(jobs, settings, this::say);
    JobWorker.Summary summary;
    try (Leaving _ = new Leaving(worker::stop)) {
      summary = worker.run();
    }
    Answer answer = new Answer(settings.name(), summary.done(), summary.failed());
    return answer(
        answer,
        "%s: %d done, %d failed".formatted(answer.name(), answer.done(), answer.failed()),
        "job list");
  }

  private WorkerSettings settings() {
    if (most < 1 || most > MOST) {
      throw PlimsollException.usage("--most is 1 to " + MOST);
    }
    double own = cores == null ? Runtime.getRuntime().availableProcessors() : cores;
    if (own < 0 || gpus < 0) {
      throw PlimsollException.usage("--cores and --gpus are 0 or more");
    }
    @Nullable Duration lasting = runtime == null ? null : Spans.parse(runtime);
    return new WorkerSettings(
        name == null ? defaultName() : name,
        lane,
        new JobNeeds(own, Sizes.parse(memory), gpus, Sizes.parse(disk), lasting),
        byMemory ? Order.GPUS_MEMORY_RUNTIME : Order.GPUS_RUNTIME_MEMORY,
        most,
        folder(),
        Spans.parse(poll),
        drain,
        grace == null ? null : Spans.parse(grace));
  }

  private Path folder() {
    try {
      return Files.createDirectories(output.toAbsolutePath());
    } catch (IOException e) {
      throw PlimsollException.usage(
          "--output: %s cannot be made: %s".formatted(output, e.getMessage()));
    }
  }

  private static String defaultName() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "worker";
    }
    return host + ":" + ProcessHandle.current().pid();
  }

  private void say(String line) {
    terminal().say(Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  " + Printable.line(line));
  }
}
