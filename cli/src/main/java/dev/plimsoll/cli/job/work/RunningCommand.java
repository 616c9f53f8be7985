package dev.plimsoll.cli.job.work;

import dev.plimsoll.cli.local.ServiceReaper;
import dev.plimsoll.cli.local.Session;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.JobAssignment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A job that runs as a process of this machine, in a group of its own where `setsid` exists.
///
/// Where the worker dies, the reaper ends the group. Thread-safe.
final class RunningCommand {
  private static final Duration TERM_TO_KILL = Duration.ofSeconds(5);
  private static final File NOTHING = new File("/dev/null");

  private final JobAssignment job;
  private final JobFiles files;
  private final Process process;
  private final ServiceReaper reaper;
  private final @Nullable Duration timeLimit;
  private final long begunNanos = System.nanoTime();
  private volatile @Nullable String killedBecause;

  private RunningCommand(
      JobAssignment job,
      JobFiles files,
      Process process,
      ServiceReaper reaper,
      @Nullable Duration timeLimit) {
    this.job = job;
    this.files = files;
    this.process = process;
    this.reaper = reaper;
    this.timeLimit = timeLimit;
  }

  /// @throws IOException also where there is no such program
  static RunningCommand start(
      JobAssignment job, CommandPayload payload, JobFiles files, ServiceReaper reaper)
      throws IOException {
    List<String> command = new ArrayList<>(Session.PREFIX);
    command.addAll(payload.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(NOTHING)
            .redirectErrorStream(true)
            .redirectOutput(files.log().toFile());
    if (payload.directory() != null) {
      builder.directory(Path.of(payload.directory()).toFile());
    }
    Map<String, String> environment = builder.environment();
    environment.putAll(payload.environment());
    environment.put("PLIMSOLL_WORKFLOW", Long.toString(job.workflow()));
    environment.put("PLIMSOLL_JOB", Long.toString(job.job()));
    environment.put("PLIMSOLL_JOB_NAME", job.name());
    environment.put("PLIMSOLL_ATTEMPT", Integer.toString(job.attempt()));
    environment.put("PLIMSOLL_CLAIM", Long.toString(job.claim()));
    environment.put("PLIMSOLL_INPUTS", files.inputs().toString());
    environment.put("PLIMSOLL_OUTPUTS", files.outputs().toString());
    Process process = builder.start();
    RunningCommand running = new RunningCommand(job, files, process, reaper, payload.timeLimit());
    reaper.watch(running.reaped());
    return running;
  }

  JobAssignment job() {
    return job;
  }

  Path log() {
    return files.log();
  }

  boolean ended() {
    return !process.isAlive();
  }

  /// Kills it where its time is over.
  void enforceTimeLimit() {
    if (timeLimit != null && System.nanoTime() - begunNanos > timeLimit.toNanos()) {
      kill("it took longer than its time limit of " + timeLimit);
    }
  }

  /// Ends it and what it has started: at first it may do so by itself. Returns at once.
  void kill(String because) {
    synchronized (this) {
      if (killedBecause != null) {
        return;
      }
      killedBecause = because;
    }
    List<ProcessHandle> others = descendants();
    signal("TERM", others);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                process.waitFor(TERM_TO_KILL.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              signal("KILL", others);
            });
  }

  private List<ProcessHandle> descendants() {
    try (Stream<ProcessHandle> all = process.descendants()) {
      return all.toList();
    }
  }

  private void signal(String name, List<ProcessHandle> others) {
    boolean kill = name.equals("KILL");
    if (!Session.PREFIX.isEmpty()) {
      try {
        // The group may outlive its leader.
        new ProcessBuilder("kill", "-s", name, "--", Long.toString(-process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
      } catch (IOException e) {
        // The processes that are known are ended below.
      }
    }
    others.forEach(one -> end(one, kill));
    end(process.toHandle(), kill);
  }

  private static void end(ProcessHandle one, boolean kill) {
    if (kill) {
      one.destroyForcibly();
    } else {
      one.destroy();
    }
  }

  private long reaped() {
    return Session.PREFIX.isEmpty() ? process.pid() : -process.pid();
  }

  /// What is said of it, after it has ended.
  JobEnd end() {
    reaper.forget(reaped());
    int exitCode = process.exitValue();
    Map<String, Object> output =
        Map.of("exitCode", exitCode, "file", files.log().toString(), "tail", files.tail());
    @Nullable String killed = killedBecause;
    if (killed != null) {
      return failed(killed, output);
    }
    if (exitCode != 0) {
      return failed("exit code " + exitCode, output);
    }
    try {
      return new JobEnd(job.job(), job.claim(), Outcome.DONE, null, false, output, files.values());
    } catch (IOException | IllegalArgumentException e) {
      return failed("its values cannot be taken: " + e.getMessage(), output);
    }
  }

  private JobEnd failed(String because, Map<String, Object> output) {
    return failure(job, because, false, output);
  }

  static JobEnd failure(
      JobAssignment job, String because, boolean permanent, Map<String, Object> output) {
    String line = because.replaceAll("\\p{Cntrl}+", " ");
    return new JobEnd(
        job.job(),
        job.claim(),
        Outcome.FAILED,
        line.substring(0, Math.min(line.length(), 1_000)),
        permanent,
        output,
        null);
  }
}
