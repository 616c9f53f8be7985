package dev.plimsoll.demo;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.progress.Situation;
import dev.plimsoll.demo.report.Evidence.Kill;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Fault injector: kills one service in the middle of its work, once, and restarts it.
final class FaultInjector {

  private final Plant plant;
  private final @Nullable ServiceName victim;
  private final Consumer<String> say;
  private @Nullable CompletableFuture<Kill> act;
  private volatile Optional<String> killed = Optional.empty();

  FaultInjector(Plant plant, @Nullable ServiceName victim, Consumer<String> say) {
    this.plant = plant;
    this.victim = victim;
    this.say = say;
  }

  void look(Situation now) {
    if (victim == null || act != null || now.loadedFraction() < 0.4) {
      return;
    }
    // A builder is killed while it builds.
    if (victim == ServiceName.BUILDER && now.builds(BuildView.State.RUNNING) == 0) {
      return;
    }
    long rows = now.rowsLoaded();
    ServiceName service = victim;
    say.accept(
        "killing %s with SIGKILL: %s of %s rows are loaded"
            .formatted(service.value(), Amounts.count(rows), Amounts.count(now.rowsOfSource())));
    act =
        CompletableFuture.supplyAsync(
            () -> killAndRestart(service, rows),
            Thread.ofVirtual().name("restart-" + service.value())::start);
  }

  private Kill killAndRestart(ServiceName service, long rows) {
    long begin = System.nanoTime();
    killed = plant.process(service);
    plant.kill(service);
    plant.restart(service);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    say.accept(
        "%s is ready again, %s after the kill; it goes on from what is safely kept"
            .formatted(service.value(), Amounts.duration(took)));
    return new Kill(service.value(), rows, took.toMillis(), false);
  }

  /// Whether a new process of the service is alive at the end.
  private boolean isBack(ServiceName service) {
    Optional<String> now = plant.process(service);
    return now.isPresent() && !now.equals(killed);
  }

  /// Result, after the restart; null where nothing was to be killed.
  ///
  /// @throws PlimsollException when the service did not come back
  @Nullable Kill result() {
    if (victim == null) {
      return null;
    }
    if (act == null) {
      return new Kill(victim.value(), 0, -1, false);
    }
    try {
      Kill kill = act.get();
      return new Kill(kill.service(), kill.atRows(), kill.readyMillis(), isBack(victim));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof PlimsollException known
          ? known
          : new PlimsollException(ErrorCode.START_FAILED, victim.value() + " did not come back", e);
    }
  }
}
