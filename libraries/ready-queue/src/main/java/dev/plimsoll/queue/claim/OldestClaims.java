package dev.plimsoll.queue.claim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Of each worker the claim before which none of its claims runs a job any more.
///
/// A worker that works for long has made thousands of claims by the time they are forgotten, and
/// each of its calls asks what it runs. A bound that is too low costs time; none is too high, since
/// claims of a worker follow each other and never get a job later. Those of the workers that called
/// last are kept. Thread-safe.
final class OldestClaims {
  private static final int WORKERS = 10_000;

  private final Map<Long, Long> oldest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > WORKERS;
        }
      };

  synchronized long[] of(List<Long> workers) {
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
