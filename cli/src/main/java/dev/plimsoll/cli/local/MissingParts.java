package dev.plimsoll.cli.local;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Missing parts of a partly running system, which `up` starts; it leaves the others alone.
final class MissingParts {

  private final LocalSettings settings;
  private final DataHome home;
  private final Consumer<String> say;

  private MissingParts(LocalSettings settings, Consumer<String> say) {
    this.settings = settings;
    this.home = settings.home();
    this.say = say;
  }

  /// @return empty where nothing runs, so that a normal start follows
  /// @throws PlimsollException ALREADY_RUNNING where another command holds the folder; as of
  ///     [LocalSystem#start], after which the other parts stay supervised
  static Optional<SystemState> start(LocalSettings settings, Consumer<String> say) {
    Optional<SystemState> found = SystemState.read(settings.home());
    if (found.filter(SystemState::anythingRuns).isEmpty()) {
      return Optional.empty();
    }
    settings.home().prepare();
    return new MissingParts(settings, say).start(found.get());
  }

  private Optional<SystemState> start(SystemState found) {
    if (found.supervising().isPresent() && isWhole(found)) {
      say.accept(
          "It runs already; nothing was touched. Options count at a start: ./plimsoll down first.");
      return Optional.of(found);
    }
    // The old supervisor keeps trying until there is space: a new one could not be recorded.
    FailureCause.fullDisk(home.path())
        .ifPresent(
            full -> {
              throw new PlimsollException(ErrorCode.DISK_FULL, full);
            });
    try (DataHome.Lock _ = home.lock()) {
      found.supervising().ifPresent(mark -> mark.end(Duration.ofMinutes(1)));
      Optional<SystemState> left = SystemState.read(home).filter(SystemState::anythingRuns);
      if (left.isEmpty()) {
        return Optional.empty();
      }
      DetachedSystem system = new DetachedSystem(settings, left.get().watchedBy(null));
      try {
        stack(system);
        services(system);
        return Optional.of(system.state());
      } finally {
        watch(system);
      }
    }
  }

  private static boolean isWhole(SystemState state) {
    return state.parts().stream().filter(part -> !part.isStack()).count()
            == ServiceName.values().length
        && state.parts().stream().allMatch(part -> part.isReady(state.stack()));
  }

  private void watch(DetachedSystem system) {
    ProcessMark supervisor = SuperviseCommand.launch(settings);
    if (!system.change(system.state().watchedBy(supervisor))) {
      // An unrecorded supervisor could not be stopped.
      supervisor.end(Duration.ofSeconds(10));
      say.accept("what runs could not be noted: nobody starts again what dies");
    }
  }

  private void stack(DetachedSystem system) {
    Optional<Part> stack = system.state().part("stack");
    if (stack.isEmpty() || isWell(stack.get(), system)) {
      return;
    }
    say.accept("stack is not there: it is started again");
    system.startStack();
    system.trouble("stack", null);
    say.accept("stack is up");
  }

  private void services(DetachedSystem system) {
    List<ServiceName> missing =
        Arrays.stream(ServiceName.values())
            .filter(
                name ->
                    system
                        .state()
                        .part(name.value())
                        .filter(part -> isWell(part, system))
                        .isEmpty())
            .toList();
    Parallel.forEach(
        missing,
        Readiness.AT_ONCE,
        name -> {
          say.accept(name.value() + " is not there: it is started again");
          system.startService(name);
          Part part = system.state().part(name.value()).orElseThrow();
          new Readiness(name, part.port(), home.log(name.value()), settings)
              .await(part.process()::isAlive);
          system.trouble(name.value(), null);
          say.accept(name.value() + " is up");
        });
  }

  /// Waits for a part that is starting or ending; false when it has ended.
  ///
  /// @throws PlimsollException START_FAILED when it neither gets ready nor ends in time
  private boolean isWell(Part part, DetachedSystem system) {
    Instant deadline = Instant.now().plus(LocalSettings.READY_WITHIN);
    while (part.process().isAlive()) {
      if (part.isReady(system.state().stack())) {
        return true;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new PlimsollException(
            ErrorCode.START_FAILED,
            "%s, pid %d, runs and is not ready; its log is %s"
                .formatted(part.name(), part.process().pid(), part.log()));
      }
      Watch.pause(Duration.ofMillis(50), "interrupted while starting");
    }
    return false;
  }
}
