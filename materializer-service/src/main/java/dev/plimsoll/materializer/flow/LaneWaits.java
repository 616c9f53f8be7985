package dev.plimsoll.materializer.flow;

import dev.plimsoll.contracts.log.LogFlow.LaneWait;
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import dev.plimsoll.offsetlog.quarantine.Quarantine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What each lane waits for, and since when: whose batch is the next one, and who has what it
/// needs. Who gives offsets tries for a moment only, so that what was seen of a batch counts as
/// long as that is the next one.
@Singleton
public final class LaneWaits {
  /// What waits for less is on its way.
  private static final Duration LOOKED_AT_AFTER = Duration.ofSeconds(1);

  /// Who has the lane, or whom that one waits for.
  private static final String HOLDERS =
      """
      SELECT l.lane, a.pid, a.usename, a.application_name
      FROM lane l
      JOIN pg_locks k
        ON k.locktype = 'transactionid' AND k.transactionid = l.xmax AND k.granted
      CROSS JOIN LATERAL (
        SELECT coalesce((pg_blocking_pids(k.pid))[1], k.pid) AS pid) b
      LEFT JOIN pg_stat_activity a ON a.pid = b.pid
      WHERE l.lane = ANY (?)
      """;

  private record Seen(long manifestId, String next, @Nullable Holder holder) {
    Seen heldBy(Holder now) {
      return new Seen(manifestId, next, now);
    }
  }

  private final DataSource dataSource;
  private final Quarantine quarantine;
  private final StalledLanes standStill;
  private volatile Map<Integer, Seen> seen = Map.of();

  public LaneWaits(DataSource dataSource, Quarantine quarantine, StalledLanes standStill) {
    this.dataSource = dataSource;
    this.quarantine = quarantine;
    this.standStill = standStill;
  }

  /// A look at those that wait for long.
  void see(LogBacklog backlog) throws SQLException {
    List<Head> waiting =
        backlog.heads().stream()
            .filter(head -> standStill.still(head.lane()).compareTo(LOOKED_AT_AFTER) > 0)
            .toList();
    if (waiting.isEmpty()) {
      seen = Map.of();
      return;
    }
    Map<Integer, Holder> holders = holders(waiting.stream().map(Head::lane).toList());
    Map<Integer, Seen> before = seen;
    Map<Integer, Seen> after = new HashMap<>();
    for (Head head : waiting) {
      Seen known = before.get(head.lane());
      @Nullable Holder holder = holders.get(head.lane());
      if (known != null && known.manifestId() == head.manifestId()) {
        after.put(head.lane(), holder == null ? known : known.heldBy(holder));
      } else {
        after.put(head.lane(), new Seen(head.manifestId(), next(head), holder));
      }
    }
    seen = after;
  }

  private String next(Head head) throws SQLException {
    return quarantine.waiting(head.lane(), head.manifestId()).map(Runs::named).orElse("unreadable");
  }

  private Map<Integer, Holder> holders(List<Integer> lanes) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement read = connection.prepareStatement(HOLDERS)) {
      read.setObject(1, lanes.stream().mapToInt(Integer::intValue).toArray());
      Map<Integer, Holder> holders = new HashMap<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          holders.put(
              rows.getInt("lane"),
              new Holder.Session(
                  rows.getInt("pid"),
                  String.valueOf(rows.getString("usename")),
                  String.valueOf(rows.getString("application_name"))));
        }
      }
      return holders;
    }
  }

  /// The lanes where something waits, in their order.
  List<LaneWait> lanes(LogBacklog backlog) {
    Map<Integer, Seen> known = seen;
    List<Integer> standing = standStill.lanes();
    List<LaneWait> lanes = new ArrayList<>();
    for (Head head : backlog.heads()) {
      Seen one = known.get(head.lane());
      @Nullable Holder holder = one == null ? null : one.holder();
      lanes.add(
          new LaneWait(
              head.lane(),
              head.batches(),
              seconds(head.oldest()),
              seconds(standStill.still(head.lane())),
              standing.contains(head.lane()),
              one == null ? null : one.next(),
              holder == null ? null : holder.description(),
              holder == null ? null : holder.fix()));
    }
    lanes.sort(Comparator.comparingInt(LaneWait::lane));
    return lanes;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
