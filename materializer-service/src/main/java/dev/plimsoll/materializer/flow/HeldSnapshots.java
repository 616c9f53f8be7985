package dev.plimsoll.materializer.flow;

import dev.plimsoll.materializer.flow.HorizonReader.Hold;
import dev.plimsoll.materializer.flow.HorizonReader.Horizon;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Watch for old snapshots, which keep dead rows in the queue and slow its runs. Logs holders.
@Singleton
public final class HeldSnapshots {
  private static final Logger LOG = Logger.getLogger(HeldSnapshots.class);

  /// The result of a look.
  ///
  /// @param oldest the holder that keeps the most dead rows
  /// @param held how long, by the server or by our own looks
  /// @param deadRows of the log's hot tables
  /// @param alert absent if all is well
  record Look(@Nullable Hold oldest, Duration held, long deadRows, @Nullable Alert alert) {
    static final Look NOTHING = new Look(null, Duration.ZERO, 0, null);
  }

  /// @param holder absent where rows are dead without a holder
  record Alert(@Nullable Holder holder, String what, String fix) {}

  private record Sight(Holder holder, String xid) {}

  private final DataSource dataSource;
  private final FlowConfig config;
  private Map<Sight, Long> firstSeen = Map.of();
  private volatile Look last = Look.NOTHING;

  public HeldSnapshots(DataSource dataSource, FlowConfig config) {
    this.dataSource = dataSource;
    this.config = config;
  }

  Look last() {
    return last;
  }

  /// Looks, and logs changes.
  synchronized void look() throws SQLException {
    Horizon horizon;
    try (Connection connection = dataSource.getConnection()) {
      horizon = HorizonReader.read(connection);
    }
    Look look = judge(horizon, System.nanoTime());
    tell(last.alert(), look.alert());
    last = look;
  }

  private Look judge(Horizon horizon, long now) {
    Map<Sight, Long> seen = new HashMap<>();
    for (Hold hold : horizon.holds()) {
      Sight sight = new Sight(hold.holder(), hold.xid());
      seen.put(sight, firstSeen.getOrDefault(sight, now));
    }
    firstSeen = seen;
    long deadRows = horizon.deadRows().values().stream().mapToLong(Long::longValue).sum();
    // Sorted by age: of equals, the others wait behind the first.
    @Nullable Hold oldest = horizon.holds().isEmpty() ? null : horizon.holds().getFirst();
    Duration held = oldest == null ? Duration.ZERO : held(oldest, now);
    return new Look(oldest, held, deadRows, alert(oldest, held, horizon.deadRows(), config));
  }

  private Duration held(Hold hold, long now) {
    Duration seen =
        Duration.ofNanos(now - firstSeen.getOrDefault(new Sight(hold.holder(), hold.xid()), now));
    return seen.compareTo(hold.known()) > 0 ? seen : hold.known();
  }

  static @Nullable Alert alert(
      @Nullable Hold oldest, Duration held, Map<String, Long> deadRows, FlowConfig config) {
    long dead = deadRows.values().stream().mapToLong(Long::longValue).sum();
    if (oldest != null
        && (held.compareTo(config.maxSnapshotAge()) >= 0
            || dead > config.maxDeadRows() && held.compareTo(config.snapshotInterval()) >= 0)) {
      return new Alert(
          oldest.holder(),
          "%s has kept dead rows from being cleared for %d s and %d transactions, %d of them here"
              .formatted(
                  oldest.holder().description(), held.toSeconds(), oldest.transactions(), dead),
          oldest.holder().fix());
    }
    if (dead > config.maxDeadRows()) {
      String worst =
          deadRows.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      return new Alert(
          null,
          "%d dead rows are not cleared though nobody holds a snapshot, most of them in %s"
              .formatted(dead, worst),
          "VACUUM " + worst + ", and see why autovacuum is late");
    }
    return null;
  }

  private static void tell(@Nullable Alert before, @Nullable Alert after) {
    if (after == null) {
      if (before != null) {
        LOG.info("event=snapshot.released dead rows can be cleared again");
      }
    } else if (before == null || !Objects.equals(before.holder(), after.holder())) {
      LOG.warnf(
          "event=%s %s. %s",
          after.holder() == null ? "rows.dead" : "snapshot.held", after.what(), after.fix());
    }
  }
}
