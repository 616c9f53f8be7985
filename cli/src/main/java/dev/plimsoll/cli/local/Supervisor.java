package dev.plimsoll.cli.local;

import dev.plimsoll.cli.local.SystemState.Part;
import dev.plimsoll.cli.local.SystemState.Trouble;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Supervisor of a detached system. It restarts parts that die: at once the first time, then after
/// a pause that doubles up to a minute. A part that has run for a minute starts from the first
/// pause again.
///
/// Services start only while the stack runs. It stops nothing: `down` does, once this has ended.
final class Supervisor {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  private final DataHome home;
  private final DetachedSystem system;
  private final Consumer<String> say;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Set<String> dead = new HashSet<>();

  Supervisor(DataHome home, DetachedSystem system, Consumer<String> say) {
    this.home = home;
    this.system = system;
    this.say = say;
  }

  /// Returns after [#stop], or when another supervisor has taken over.
  void run() throws InterruptedException {
    try {
      while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (RuntimeException e) {
          // Go on: there is no other supervisor.
          say.accept("event=look.failed reason=" + e);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  /// Waits until a start in progress is recorded.
  void stop() {
    stop.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    system.write();
    boolean stackRuns = true;
    for (Part part : system.state().parts()) {
      if (part.isStack()) {
        mind(part, true);
        stackRuns = isAlive(part.name());
      }
    }
    for (Part part : system.state().parts()) {
      if (!part.isStack()) {
        mind(part, stackRuns);
      }
    }
  }

  private boolean isAlive(String name) {
    return system.state().part(name).map(part -> part.process().isAlive()).orElse(false);
  }

  private void mind(Part part, boolean mayStart) {
    if (part.process().isAlive()) {
      if (dead.remove(part.name())) {
        say.accept(
            "event=part.started part=%s pid=%d".formatted(part.name(), part.process().pid()));
      }
      return;
    }
    if (dead.add(part.name())) {
      died(part, null);
      return;
    }
    Trouble trouble = part.trouble();
    boolean due =
        trouble == null
            || trouble.nextStart() == null
            || !Instant.now().isBefore(trouble.nextStart());
    if (due && mayStart && stop.getCount() > 0) {
      start(part);
    }
  }

  private boolean isSuperseded() {
    return SystemState.read(home)
        .flatMap(SystemState::supervising)
        .filter(other -> other.pid() != ProcessHandle.current().pid())
        .isPresent();
  }

  private void start(Part part) {
    if (isSuperseded()) {
      say.accept("event=supervisor.superseded");
      stop.countDown();
      return;
    }
    Trouble before = part.trouble();
    if (before != null) {
      system.trouble(
          part.name(), new Trouble(before.deaths(), before.lastDeath(), null, before.why()));
    }
    dead.remove(part.name());
    try {
      if (part.isStack()) {
        system.startStack();
      } else {
        system.startService(ServiceName.of(part.name()));
      }
      say.accept("event=part.started part=" + part.name());
    } catch (PlimsollException e) {
      dead.add(part.name());
      system.state().part(part.name()).ifPresent(now -> died(now, e.getMessage()));
    }
  }

  private void died(Part part, @Nullable String answer) {
    Instant now = Instant.now();
    Trouble before = part.trouble();
    boolean steady = Duration.between(part.process().startedAt(), now).compareTo(STEADY) >= 0;
    int deaths = before == null || steady ? 1 : before.deaths() + 1;
    String why =
        FailureCause.fullDisk(home.path())
            .orElseGet(
                () -> answer != null ? answer : FailureCause.of(Path.of(part.log())).orElse(null));
    system.trouble(part.name(), new Trouble(deaths, now, now.plus(pause(deaths)), why));
    say.accept(
        "event=part.died part=%s deaths=%d reason=%s"
            .formatted(part.name(), deaths, why == null ? "unknown, see its log" : why));
  }

  static Duration pause(int deaths) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(deaths - 1, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
