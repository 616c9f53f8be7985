package dev.plimsoll.materializer.flow;

import static dev.plimsoll.materializer.metrics.Meters.seconds;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.contracts.log.LogFlow.ShardWait;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The next batch of each waiting shard, and the session that blocks it. Runs try locks only
/// briefly, so an observation counts while the batch is the next one.
@Singleton
public final class ShardWaits {
  /// Shorter waits are normal.
  private static final Duration LOOKED_AT_AFTER = Duration.ofSeconds(1);

  /// The holder of a shard's lock, or the session that blocks that one.
  private static final String HOLDERS =
      """
      SELECT l.shard, a.pid, a.usename, a.application_name
      FROM shard l
      JOIN pg_locks k
        ON k.locktype = 'transactionid' AND k.transactionid = l.xmax AND k.granted
      CROSS JOIN LATERAL (
        SELECT coalesce((pg_blocking_pids(k.pid))[1], k.pid) AS pid) b
      LEFT JOIN pg_stat_activity a ON a.pid = b.pid
      WHERE l.shard = ANY (?)
      """;

  private record Seen(long manifestId, String next, @Nullable Holder holder) {}

  private final DataSource dataSource;
  private final StalledShards standStill;
  private volatile Map<Integer, Seen> seen = Map.of();

  public ShardWaits(DataSource dataSource, StalledShards standStill) {
    this.dataSource = dataSource;
    this.standStill = standStill;
  }

  /// Reads the holders of shards that wait for long.
  void see(LogBacklog backlog) throws SQLException {
    List<Head> waiting =
        backlog.heads().stream()
            .filter(head -> standStill.still(head.shard()).compareTo(LOOKED_AT_AFTER) > 0)
            .toList();
    if (waiting.isEmpty()) {
      seen = Map.of();
      return;
    }
    Map<Integer, Holder> holders = holders(waiting.stream().map(Head::shard).toList());
    Map<Integer, Seen> before = seen;
    Map<Integer, Seen> after = new HashMap<>();
    for (Head head : waiting) {
      Seen known = before.get(head.shard());
      @Nullable Holder holder = holders.get(head.shard());
      if (known != null && known.manifestId() == head.manifestId()) {
        after.put(
            head.shard(),
            holder == null ? known : new Seen(known.manifestId(), known.next(), holder));
      } else {
        after.put(head.shard(), new Seen(head.manifestId(), standStill.name(head), holder));
      }
    }
    seen = after;
  }

  private Map<Integer, Holder> holders(List<Integer> shards) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return Sql.of(connection, HOLDERS, ints(shards))
          .map(
              row -> row.getInt("shard"),
              row ->
                  Holder.session(
                      row.getInt("pid"),
                      String.valueOf(row.getString("usename")),
                      String.valueOf(row.getString("application_name"))));
    }
  }

  /// Shards with a backlog, by number.
  List<ShardWait> shards(LogBacklog backlog) {
    Map<Integer, Seen> known = seen;
    List<Integer> standing = standStill.shards();
    List<ShardWait> shards = new ArrayList<>();
    for (Head head : backlog.heads()) {
      Seen one = known.get(head.shard());
      @Nullable Holder holder = one == null ? null : one.holder();
      shards.add(
          new ShardWait(
              head.shard(),
              head.batches(),
              seconds(head.oldest()),
              seconds(standStill.still(head.shard())),
              standing.contains(head.shard()),
              one == null ? null : one.next(),
              holder == null ? null : holder.description(),
              holder == null ? null : holder.fix()));
    }
    shards.sort(Comparator.comparingInt(ShardWait::shard));
    return shards;
  }
}
