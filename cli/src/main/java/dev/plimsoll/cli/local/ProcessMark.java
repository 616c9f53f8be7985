package dev.plimsoll.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Identity of a process: its id alone may be reused.
record ProcessMark(long pid, Instant startedAt) {
  // The operating system derives it from the boot time, which it corrects by fractions of a second.
  private static final Duration TOLERANCE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(20);

  static ProcessMark of(ProcessHandle process) {
    return new ProcessMark(process.pid(), process.info().startInstant().orElseGet(Instant::now));
  }

  /// Empty for a zombie too: in a container without an init, an ended process stays in the list for
  /// ever.
  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(_ -> !isZombie())
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(at -> Duration.between(at, startedAt).abs().compareTo(TOLERANCE) <= 0)
                    .orElse(false));
  }

  private boolean isZombie() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // After the name, which is in brackets and may hold anything.
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return false; // it has just gone, or this is not Linux
    }
  }

  /// SIGTERM, and SIGKILL after a timeout; returns whether it was killed.
  boolean end(Duration within) {
    Optional<ProcessHandle> process = find();
    process.ifPresent(ProcessHandle::destroy);
    if (process.isEmpty() || hasEnded(within)) {
      return false;
    }
    process.get().destroyForcibly();
    hasEnded(within);
    return true;
  }

  private boolean hasEnded(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (isAlive()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !isAlive();
      }
    }
    return true;
  }

  boolean isAlive() {
    return find().isPresent();
  }
}
