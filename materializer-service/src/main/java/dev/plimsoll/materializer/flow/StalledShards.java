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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// Shards whose offsets stand still: the same batch has been the next one for long. By the clock of
/// this process, which is what its health is about.
@Singleton
public final class StalledShards {
  private static final Logger LOG = Logger.getLogger(StalledShards.class);

  private record Seen(long manifestId, long sinceNanos, boolean said) {}

  /// Names the batch that a row of the queue begins with, for people.
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

  /// A look at what waits. Says once of a shard that it stands still, and which batch is next.
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
        say(head);
        after.put(head.shard(), new Seen(seen.manifestId(), seen.sinceNanos(), true));
      }
    }
    shards = Map.copyOf(after);
  }

  private void say(Head head) throws SQLException {
    LOG.errorf(
        "event=shard.stands-still shard=%d manifest_id=%d %s: no offsets for %d s",
        head.shard(), head.manifestId(), name(head), longest.toSeconds());
  }

  /// The batch that comes next in a shard, for people.
  String name(Head head) throws SQLException {
    return naming.batch(head);
  }

  /// How long a shard's next batch has been the next one; zero where none is.
  Duration still(int shard) {
    Seen seen = shards.get(shard);
    return seen == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - seen.sinceNanos());
  }

  private boolean stands(Seen seen, long nowNanos) {
    return nowNanos - seen.sinceNanos() > longest.toNanos();
  }

  /// Shards that stand still now, in their order.
  List<Integer> shards() {
    return shards(System.nanoTime());
  }

  List<Integer> shards(long nowNanos) {
    List<Integer> standing = new ArrayList<>();
    shards.forEach(
        (shard, seen) -> {
          if (stands(seen, nowNanos)) {
            standing.add(shard);
          }
        });
    standing.sort(null);
    return standing;
  }
}
