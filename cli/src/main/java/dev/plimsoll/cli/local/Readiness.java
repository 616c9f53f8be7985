package dev.plimsoll.cli.local;

import dev.plimsoll.cli.watch.Polling;
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

/// Waits until a service that was started says that it takes requests.
record Readiness(ServiceName service, int port, Path log, LocalSettings settings) {
  /// Services that are started at a time: as many as there are processors, two at least. Each
  /// compiles what it runs first beside running it; more at a time would run longer what is not
  /// compiled yet.
  static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final Duration POLL = Duration.ofMillis(25);
  private static final int LAST_LINES = 5;

  /// @throws PlimsollException START_FAILED when it ends or does not become ready in time; another
  ///     when it says that somebody has to correct what was configured; DISK_FULL
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
      Polling.pause(POLL, "interrupted while starting");
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
    return LastWords.fullDisk(settings.home().path())
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
                            String.join(System.lineSeparator(), lastLines()))));
  }

  /// Without the frames of stack traces: what was thrown tells, where is for the log.
  private List<String> lastLines() {
    try {
      List<String> lines =
          Files.readAllLines(log).stream()
              .filter(line -> !line.matches("\\s+(at .*|\\.\\.\\. \\d+ more)|\\s*"))
              .toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
