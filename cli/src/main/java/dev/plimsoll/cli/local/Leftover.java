package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What runs, or is left, of a system that another command started.
final class Leftover {
  private static final Duration SUPERVISOR_STOPS_WITHIN = Duration.ofSeconds(90);
  private static final Duration SERVICE_STOPS_WITHIN = Duration.ofSeconds(15);
  private static final Duration STACK_STOPS_WITHIN = Duration.ofSeconds(60);

  private Leftover() {}

  /// Before a start, under the folder's lock: a whole system is in the way, parts of one are
  /// stopped.
  ///
  /// @throws PlimsollException ALREADY_RUNNING
  static void refuseOrClear(DataHome home, Consumer<String> say) {
    Optional<SystemState> state = SystemState.read(home);
    if (state.isEmpty()) {
      return;
    }
    List<SystemState.Part> parts = state.get().parts();
    List<SystemState.Part> alive = parts.stream().filter(part -> part.process().isAlive()).toList();
    if (!parts.isEmpty() && alive.size() == parts.size()) {
      throw new PlimsollException(
          ErrorCode.ALREADY_RUNNING,
          "a system runs on %s; its console is %s".formatted(home.path(), state.get().console()));
    }
    if (!alive.isEmpty()) {
      say.accept(
          "clearing what a crash left running: "
              + String.join(", ", alive.stream().map(SystemState.Part::name).toList()));
    }
    endSupervisor(state, say);
    stopParts(home, SystemState.read(home).orElse(state.get()), say);
  }

  /// Stops whatever runs on a folder.
  ///
  /// @return whether anything ran
  static boolean stop(DataHome home, Consumer<String> say) {
    Optional<SystemState> state = SystemState.read(home);
    boolean ran = endSupervisor(state, say);
    try (DataHome.Lock _ = home.lock()) {
      // It may have started a part meanwhile.
      return stopRest(home, SystemState.read(home), say) || ran;
    }
  }

  /// Ends what would start parts again, or the command that runs them.
  ///
  /// @return whether there was one
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
    boolean ran =
        state.map(s -> s.parts().stream().anyMatch(part -> part.process().isAlive())).orElse(false);
    state.ifPresent(s -> stopParts(home, s, say));
    return stopPostgres(home, say) || ran;
  }

  private static void stopParts(DataHome home, SystemState state, Consumer<String> say) {
    List<SystemState.Part> services =
        state.parts().stream().filter(part -> !part.name().equals("stack")).toList();
    List<SystemState.Part> stack =
        state.parts().stream().filter(part -> part.name().equals("stack")).toList();
    Parallel.forEach(services, part -> stopPart(part, SERVICE_STOPS_WITHIN, say));
    Parallel.forEach(stack, part -> stopPart(part, STACK_STOPS_WITHIN, say));
    SystemState.delete(home);
  }

  private static void stopPart(SystemState.Part part, Duration within, Consumer<String> say) {
    if (part.process().isAlive()) {
      boolean killed = part.process().end(within);
      say.accept(part.name() + (killed ? " did not stop and was killed" : " stopped"));
    }
  }

  /// A PostgreSQL whose stack was killed together with what stops it then.
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
