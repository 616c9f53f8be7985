package dev.plimsoll.materializer.flow;

import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.offsetlog.backlog.LogBacklog.Head;
import dev.plimsoll.offsetlog.quarantine.Quarantine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// Lanes whose offsets stand still: the same batch has been the next one for long. By the clock of
/// this process, which is what its health is about.
@Singleton
public final class StalledLanes {
  private static final Logger LOG = Logger.getLogger(StalledLanes.class);

  private record Seen(long manifestId, long sinceNanos, boolean said) {}

  /// Names the batch that a row of the queue begins with, for people.
  interface Naming {
    String batch(Head head) throws SQLException;
  }

  private final Duration longest;
  private final Naming naming;
  private volatile Map<Integer, Seen> lanes = Map.of();

  @Inject
  public StalledLanes(FlowConfig config, Quarantine quarantine) {
    this(
        config.maxStandStill(),
        head ->
            quarantine
                .waiting(head.lane(), head.manifestId())
                .map(Runs::named)
                .orElse("unreadable"));
  }

  StalledLanes(Duration longest, Naming naming) {
    this.longest = longest;
    this.naming = naming;
  }

  /// A look at what waits. Says once of a lane that it stands still, and which batch is next.
  void see(LogBacklog backlog) throws SQLException {
    see(backlog, System.nanoTime());
  }

  void see(LogBacklog backlog, long nowNanos) throws SQLException {
    Map<Integer, Seen> before = lanes;
    Map<Integer, Seen> after = new HashMap<>();
    for (Head head : backlog.heads()) {
      Seen known = before.get(head.lane());
      after.put(
          head.lane(),
          known != null && known.manifestId() == head.manifestId()
              ? known
              : new Seen(head.manifestId(), nowNanos, false));
    }
    lanes = Map.copyOf(after);
    for (Head head : backlog.heads()) {
      Seen seen = after.get(head.lane());
      if (seen != null && stands(seen, nowNanos) && !seen.said()) {
        say(head);
        after.put(head.lane(), new Seen(seen.manifestId(), seen.sinceNanos(), true));
      }
    }
    lanes = Map.copyOf(after);
  }

  private void say(Head head) throws SQLException {
    LOG.errorf(
        "event=lane.stands-still lane=%d manifest_id=%d %s: no offsets for %d s",
        head.lane(), head.manifestId(), naming.batch(head), longest.toSeconds());
  }

  /// How long a lane's next batch has been the next one; zero where none is.
  Duration still(int lane) {
    Seen seen = lanes.get(lane);
    return seen == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - seen.sinceNanos());
  }

  private boolean stands(Seen seen, long nowNanos) {
    return nowNanos - seen.sinceNanos() > longest.toNanos();
  }

  /// Lanes that stand still now, in their order.
  List<Integer> lanes() {
    return lanes(System.nanoTime());
  }

  List<Integer> lanes(long nowNanos) {
    List<Integer> standing = new ArrayList<>();
    lanes.forEach(
        (lane, seen) -> {
          if (stands(seen, nowNanos)) {
            standing.add(lane);
          }
        });
    standing.sort(null);
    return standing;
  }
}
