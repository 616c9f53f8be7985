package dev.plimsoll.materializer.flow;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// The gate of all ingresses: closed while the backlog exceeds its limits. Producers hear so
/// before runs get slow, and keep their batches or leave them in Kafka. Thread-safe.
@Singleton
public final class BacklogGate {
  private static final Logger LOG = Logger.getLogger(BacklogGate.class);

  /// The result of a look.
  ///
  /// @param shut shards that are closed alone, and why
  record Sight(LogBacklog backlog, GateState state, Map<Integer, String> shut) {}

  private final GateState.Limits limits;
  private volatile Sight last = new Sight(LogBacklog.NONE, new GateState.Open(), Map.of());

  public BacklogGate(FlowConfig config) {
    limits = new GateState.Limits(config.maxWaitingBatches(), config.maxWaitingAge());
  }

  /// Checks the gate before an append; costs nothing.
  ///
  /// @throws PlimsollException BACKLOG_FULL with the reason and the time of a retry
  public void requireOpen() {
    if (last.state() instanceof GateState.Closed closed) {
      throw PlimsollException.retryLater(
          ErrorCode.BACKLOG_FULL, closed.reason(), closed.retryAfter());
    }
  }

  /// Checks shards as well: stalled ones are closed alone.
  ///
  /// @throws PlimsollException as [#requireOpen()]
  public void requireOpen(Collection<Integer> shards) {
    requireOpen();
    Map<Integer, String> shut = last.shut();
    for (int shard : shards) {
      String reason = shut.get(shard);
      if (reason != null) {
        throw PlimsollException.retryLater(
            ErrorCode.BACKLOG_FULL, reason, GateState.Closed.UNKNOWN);
      }
    }
  }

  /// Whether any shard is closed alone.
  public boolean isAnyShut() {
    return !last.shut().isEmpty();
  }

  private static LogBacklog moving(LogBacklog backlog, List<Integer> standing) {
    return standing.isEmpty()
        ? backlog
        : new LogBacklog(
            backlog.batches(),
            backlog.heads().stream()
                .filter(head -> !standing.contains(head.shard()))
                .map(Head::oldest)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO),
            backlog.heads());
  }

  private Map<Integer, String> shut(LogBacklog backlog, List<Integer> standing) {
    Map<Integer, String> shut = new HashMap<>();
    for (Head head : backlog.heads()) {
      if (standing.contains(head.shard()) && head.oldest().compareTo(limits.age()) > 0) {
        shut.put(
            head.shard(),
            "shard %d stands still: a batch has waited %d s for its offset, the limit is %d s"
                .formatted(head.shard(), head.oldest().toSeconds(), limits.age().toSeconds()));
      }
    }
    return Map.copyOf(shut);
  }

  Sight last() {
    return last;
  }

  /// Takes a look. A stalled shard is closed alone, up to the total limit of batches.
  ///
  /// @param standing stalled shards
  void see(LogBacklog backlog, List<Integer> standing) {
    GateState before = last.state();
    GateState after = before.after(moving(backlog, standing), limits, System.nanoTime());
    last = new Sight(backlog, after, shut(backlog, standing));
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
