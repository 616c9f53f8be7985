package dev.plimsoll.materializer.flow;

import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import dev.plimsoll.offsetlog.quarantine.Quarantine;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// Stalled shards: the same batch has been the next one for long, by this process' clock.
@Singleton
public final class StalledShards {
  private static final Logger LOG = Logger.getLogger(StalledShards.class);

  private record Seen(long manifestId, long sinceNanos, boolean said) {}

  /// The name of a row's first batch, for people.
  interface Naming {
    String batch(Head head) throws SQLException;
  }

  private final Duration longest;
  private final Naming naming;
  private volatile Map<Integer, Seen> shards = Map.of();

  @Inject
  public StalledShards(FlowConfig config, Transactions transactions) {
    this(
        config.maxStandStill(),
        head ->
            new Quarantine(transactions)
                .waiting(head.shard(), head.manifestId())
                .map(Runs::named)
                .orElse("unreadable"));
  }

  StalledShards(Duration longest, Naming naming) {
    this.longest = longest;
    this.naming = naming;
  }

  /// Takes a look. Logs each newly stalled shard once, with its next batch.
  void see(LogBacklog backlog) throws SQLException {
    see(backlog, System.nanoTime());
  }

  void see(LogBacklog backlog, long nowNanos) throws SQLException {
    Map<Integer, Seen> before = shards;
    Map<Integer, Seen> after = new HashMap<>();
    for (Head head : backlog.heads()) {
      Seen known = before.get(head.shard());
      after.put(
          head.shard(),
          known != null && known.manifestId() == head.manifestId()
              ? known
              : new Seen(head.manifestId(), nowNanos, false));
    }
    shards = Map.copyOf(after);
    for (Head head : backlog.heads()) {
      Seen seen = after.get(head.shard());
      if (seen != null && stands(seen, nowNanos) && !seen.said()) {
        LOG.errorf(
            "event=shard.stands-still shard=%d manifest_id=%d %s: no offsets for %d s",
            head.shard(), head.manifestId(), name(head), longest.toSeconds());
        after.put(head.shard(), new Seen(seen.manifestId(), seen.sinceNanos(), true));
      }
    }
    shards = Map.copyOf(after);
  }

  String name(Head head) throws SQLException {
    return naming.batch(head);
  }

  /// For how long a shard's next batch has been the same; zero without one.
  Duration still(int shard) {
    Seen seen = shards.get(shard);
    return seen == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - seen.sinceNanos());
  }

  private boolean stands(Seen seen, long nowNanos) {
    return nowNanos - seen.sinceNanos() > longest.toNanos();
  }

  /// Stalled shards by number.
  List<Integer> shards() {
    return shards(System.nanoTime());
  }

  List<Integer> shards(long nowNanos) {
    return shards.entrySet().stream()
        .filter(shard -> stands(shard.getValue(), nowNanos))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
