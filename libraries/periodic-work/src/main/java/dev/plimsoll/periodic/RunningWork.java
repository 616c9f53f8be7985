package dev.plimsoll.periodic;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Running periodic tasks of this process. A task is here from its start until it is closed.
public final class RunningWork {
  private static final Set<PeriodicWork> RUNNING = ConcurrentHashMap.newKeySet();

  /// Names with a gauge, which outlives its tasks.
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

  /// Longest hold, should the end of a start never be heard of.
  private static final long HELD_SECONDS = 60;

  private static volatile CountDownLatch held = new CountDownLatch(0);

  private RunningWork() {}

  /// All tasks wait with their next round until [#release()], a minute at most: a service's own
  /// start goes first.
  public static void hold() {
    held.countDown();
    held = new CountDownLatch(1);
  }

  /// Ends a hold, if there is one.
  public static void release() {
    held.countDown();
  }

  static void awaitRelease() throws InterruptedException {
    if (!held.await(HELD_SECONDS, TimeUnit.SECONDS)) {
      release();
    }
  }

  public static List<WorkState> states() {
    return RUNNING.stream()
        .map(PeriodicWork::state)
        .sorted(Comparator.comparing(WorkState::name))
        .toList();
  }

  static void add(PeriodicWork work) {
    RUNNING.add(work);
    if (!KNOWN.add(work.name())) {
      return;
    }
    Gauge.builder("plimsoll.work.ill", work.name(), RunningWork::ill)
        .description("Periodic tasks that fail again and again or stand still")
        .tag("work", work.name())
        .strongReference(true)
        .register(Metrics.globalRegistry);
  }

  static void remove(PeriodicWork work) {
    RUNNING.remove(work);
  }

  private static long ill(String name) {
    return RUNNING.stream()
        .filter(work -> work.name().equals(name))
        .filter(work -> work.state().ill())
        .count();
  }

  static Counter rounds(String name) {
    return Counter.builder("plimsoll.work.rounds")
        .description("Rounds of periodic tasks")
        .tag("work", name)
        .register(Metrics.globalRegistry);
  }

  static Counter failures(String name) {
    return Counter.builder("plimsoll.work.failures")
        .description("Rounds of periodic tasks that failed, and elements of rounds")
        .tag("work", name)
        .register(Metrics.globalRegistry);
  }
}
