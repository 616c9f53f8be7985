package dev.plimsoll.cli.local;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Running parts of a system that another command started.
final class Leftover {
  private static final Duration SUPERVISOR_STOPS_WITHIN = Duration.ofSeconds(90);
  private static final Duration SERVICE_STOPS_WITHIN = Duration.ofSeconds(15);
  private static final Duration STACK_STOPS_WITHIN = Duration.ofSeconds(60);

  private Leftover() {}

  /// Stops the rest of a system before a start, under the folder's lock.
  ///
  /// @throws PlimsollException ALREADY_RUNNING for a complete system
  static void refuseOrClear(DataHome home, Consumer<String> say) {
    Optional<SystemState> state = SystemState.read(home);
    if (state.isEmpty()) {
      return;
    }
    List<Part> parts = state.get().parts();
    List<Part> alive = parts.stream().filter(part -> part.process().isAlive()).toList();
    if (!parts.isEmpty() && alive.size() == parts.size()) {
      throw new PlimsollException(
          ErrorCode.ALREADY_RUNNING,
          "a system runs on %s; its console is %s".formatted(home.path(), state.get().console()));
    }
    if (!alive.isEmpty()) {
      say.accept(
          "clearing what a crash left running: "
              + String.join(", ", alive.stream().map(Part::name).toList()));
    }
    endSupervisor(state, say);
    stopParts(home, SystemState.read(home).orElse(state.get()), say);
  }

  /// Stops everything on a folder; returns whether anything ran.
  static boolean stop(DataHome home, Consumer<String> say) {
    boolean ran = endSupervisor(SystemState.read(home), say);
    try (DataHome.Lock _ = home.lock()) {
      // Read again: a part may have started meanwhile.
      return stopRest(home, SystemState.read(home), say) || ran;
    }
  }

  /// Ends the supervisor or the command that runs the parts; returns whether there was one.
  static boolean endSupervisor(Optional<SystemState> state, Consumer<String> say) {
    Optional<ProcessMark> supervisor = state.flatMap(SystemState::supervising);
    supervisor.ifPresent(
        mark -> {
          say.accept("stopping what watches over it, pid " + mark.pid());
          mark.end(SUPERVISOR_STOPS_WITHIN);
        });
    return supervisor.isPresent();
  }

  private static boolean stopRest(
      DataHome home, Optional<SystemState> state, Consumer<String> say) {
    boolean ran = state.filter(SystemState::anythingRuns).isPresent();
    state.ifPresent(s -> stopParts(home, s, say));
    return stopPostgres(home, say) || ran;
  }

  private static void stopParts(DataHome home, SystemState state, Consumer<String> say) {
    Parallel.forEach(
        state.parts().stream().filter(part -> !part.isStack()).toList(),
        part -> stopPart(part, SERVICE_STOPS_WITHIN, say));
    Parallel.forEach(
        state.parts().stream().filter(Part::isStack).toList(),
        part -> stopPart(part, STACK_STOPS_WITHIN, say));
    SystemState.delete(home);
  }

  private static void stopPart(Part part, Duration within, Consumer<String> say) {
    if (part.process().isAlive()) {
      boolean killed = part.process().end(within);
      say.accept(part.name() + (killed ? " did not stop and was killed" : " stopped"));
    }
  }

  /// PostgreSQL survives when its stack and the stack's guard are killed together.
  private static boolean stopPostgres(DataHome home, Consumer<String> say) {
    try {
      Optional<ServerProcess> postmaster =
          ServerProcess.ofPostgres(home.stack().resolve("postgres").resolve("data"));
      if (postmaster.isEmpty()) {
        return false;
      }
      postmaster.get().stop();
      say.accept("postgres stopped, which a crash had left, pid " + postmaster.get().pid());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
