package dev.plimsoll.queue.claim;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Of each worker the claim before which none of its claims runs a job any more.
///
/// A worker that works for long has made thousands of claims by the time they are forgotten, and
/// each of its calls asks what it runs. A bound that is too low costs time. None is too high, since
/// claims of a worker follow each other and never get a job later; but the database may be
/// exchanged for an earlier state of it, whose claims are numbered anew. So all are forgotten each
/// minute, which also forgets workers that are gone. Thread-safe.
final class OldestClaims {
  private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<Long, Long> oldest = new HashMap<>();
  private long forgotten;

  /// @param now of [System#nanoTime()], here and below
  OldestClaims(long now) {
    forgotten = now;
  }

  synchronized long[] of(List<Long> workers, long now) {
    if (now - forgotten > KEPT_NANOS) {
      oldest.clear();
      forgotten = now;
    }
    return workers.stream().mapToLong(worker -> oldest.getOrDefault(worker, 0L)).toArray();
  }

  /// @param running all that the worker runs; where that is nothing, nothing is learned
  synchronized void learn(long worker, List<ClaimedJob> running) {
    running.stream()
        .mapToLong(ClaimedJob::claim)
        .min()
        .ifPresent(claim -> oldest.merge(worker, claim, Math::max));
  }
}
