package dev.plimsoll.materializer.flow;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Lets batches in as long as not too many wait: producers hear so before anything gets slow, and
/// what waits stays with them and in Kafka, where there is room for it.
@Singleton
public final class Gate {
  private static final Logger LOG = Logger.getLogger(Gate.class);

  /// What a look has found, and what follows from it.
  record Sight(LogBacklog backlog, GateState state) {}

  private final GateState.Limits limits;
  private volatile Sight last = new Sight(LogBacklog.NONE, new GateState.Open());

  public Gate(FlowConfig config) {
    limits = new GateState.Limits(config.maxWaitingBatches(), config.maxWaitingAge());
  }

  /// For whoever appends, before it does. It costs nothing.
  ///
  /// @throws PlimsollException BACKLOG_FULL with the reason, and when to try again
  public void requireOpen() {
    if (last.state() instanceof GateState.Closed closed) {
      throw PlimsollException.retryLater(
          ErrorCode.BACKLOG_FULL, closed.reason(), closed.retryAfter());
    }
  }

  Sight last() {
    return last;
  }

  /// Opens or closes by what waits now.
  void see(LogBacklog backlog) {
    GateState before = last.state();
    GateState after = before.after(backlog, limits, System.nanoTime());
    last = new Sight(backlog, after);
    switch (after) {
      case GateState.Closed closed when before instanceof GateState.Open ->
          LOG.warnf("event=gate.closed no more batches are taken: %s", closed.reason());
      case GateState.Open _ when before instanceof GateState.Closed closed ->
          LOG.infof(
              "event=gate.opened batches are taken again after %d s, waiting=%d",
              Duration.ofNanos(System.nanoTime() - closed.sinceNanos()).toSeconds(),
              backlog.batches());
      default -> {}
    }
  }
}
