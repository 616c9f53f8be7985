package dev.plimsoll.cli.local;

import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Wait for a service's readiness.
record Readiness(ServiceName service, int port, Path log, LocalSettings settings) {
  /// Services started at a time. A start compiles its hot code in parallel; more starts at a time
  /// than processors run uncompiled for longer.
  static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final Duration POLL = Duration.ofMillis(25);
  private static final int LINES_SHOWN = 5;
  // Logs go on from start to start: no start that fails writes fewer.
  private static final int LINES_OF_A_START = 12;

  /// @throws PlimsollException START_FAILED when it ends or does not become ready in time;
  ///     DISK_FULL; DATA_VERSION; the service's own code for a defect of the configuration
  void await(BooleanSupplier alive) {
    Instant deadline = Instant.now().plus(LocalSettings.READY_WITHIN);
    while (!Health.isReady(port)) {
      if (!alive.getAsBoolean()) {
        throw failed("ended");
      }
      List<Health.Obstacle> obstacles = Health.obstacles(port);
      obstacles.stream()
          .filter(Health.Obstacle::isForPeople)
          .findFirst()
          .ifPresent(
              obstacle -> {
                throw new PlimsollException(obstacle.code(), obstacle.detail());
              });
      if (Instant.now().isAfter(deadline)) {
        throw failed(
            "was not ready within %d s%s"
                .formatted(LocalSettings.READY_WITHIN.toSeconds(), because(obstacles)));
      }
      Watch.pause(POLL, "interrupted while starting");
    }
  }

  private static String because(List<Health.Obstacle> obstacles) {
    return obstacles.isEmpty()
        ? ""
        : obstacles.stream()
            .map(obstacle -> obstacle.check() + " " + obstacle.detail())
            .collect(Collectors.joining("; ", " (", ")"));
  }

  private PlimsollException failed(String how) {
    Path folder = settings.home().path();
    if (FailureCause.isSchemaOfOtherVersion(lastLines(LINES_OF_A_START))) {
      return new PlimsollException(
          ErrorCode.DATA_VERSION,
          "the schema of %s in %s was made by another version of Plimsoll; the log is %s"
              .formatted(service.value(), folder, log));
    }
    return FailureCause.fullDisk(folder)
        .map(full -> new PlimsollException(ErrorCode.DISK_FULL, full))
        .orElseGet(
            () ->
                new PlimsollException(
                    ErrorCode.START_FAILED,
                    "%s %s; the end of its log %s:%n%s"
                        .formatted(
                            service.value(),
                            how,
                            log,
                            String.join(System.lineSeparator(), lastLines(LINES_SHOWN)))));
  }

  /// Without stack frames: the log has them.
  private List<String> lastLines(int most) {
    try {
      List<String> lines =
          Files.readAllLines(log).stream()
              .filter(line -> !line.matches("\\s+(at .*|\\.\\.\\. \\d+ more)|\\s*"))
              .toList();
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
