package dev.plimsoll.queue;

import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.workflow.NewJob;
import java.time.Duration;
import java.util.Set;

/// Jobs of a default kind, and what a worker of theirs offers.
final class QueuedJobs {
  private static final Needs EIGHT_CORES = new Needs(8_000, 1L << 40, 2, 0, Duration.ofDays(30));

  private QueuedJobs() {}

  static NewJob job(String name, String... waitsFor) {
    return NewJob.of(name, "command", placement(), Set.of(waitsFor));
  }

  static NewJob tried(String name, int attempts) {
    return new NewJob(
        name,
        "command",
        "{}",
        placement(),
        new NewJob.Trials(attempts, Duration.ZERO, false, null),
        Set.of(),
        Set.of(),
        Set.of());
  }

  static NewJob.Placement placement() {
    return new NewJob.Placement("default", 5, new Needs(1_000, 1, 0, 0, Duration.ofMinutes(1)));
  }

  static Offer offer(int most) {
    return Offer.ofAll("default", EIGHT_CORES, most);
  }
}
