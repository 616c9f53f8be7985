package dev.plimsoll.queue.claim;

/// A worker is not registered, or not any more: its lease had run out.
public final class WorkerLostException extends RuntimeException {
  public WorkerLostException(long worker) {
    super("worker %d is not registered any more: its lease had run out".formatted(worker));
  }
}
