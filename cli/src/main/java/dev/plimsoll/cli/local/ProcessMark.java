package dev.plimsoll.cli.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A process that can be recognised again: a process id alone may by now be somebody else's.
///
/// @param startedAt as the operating system tells it
record ProcessMark(long pid, Instant startedAt) {
  // The operating system derives it from the boot time, which it corrects by fractions of a second.
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  static ProcessMark of(ProcessHandle process) {
    return new ProcessMark(process.pid(), process.info().startInstant().orElseGet(Instant::now));
  }

  /// The process, if it still runs.
  Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(at -> Duration.between(at, startedAt).abs().compareTo(TOLERANCE) <= 0)
                    .orElse(false));
  }

  boolean isAlive() {
    return find().isPresent();
  }
}
