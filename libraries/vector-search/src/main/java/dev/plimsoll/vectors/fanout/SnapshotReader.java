package dev.plimsoll.vectors.fanout;

import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.run.RangeReader;
import dev.plimsoll.vectors.fanout.FanOut.Portions;
import dev.plimsoll.vectors.fanout.SnapshotReader.Nearest;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.ExportedSnapshot;
import dev.plimsoll.vectors.session.SearchSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Reader of portions, each worker in a session of its own, all under the leader's snapshot.
final class SnapshotReader implements RangeReader<Long, Nearest> {
  private final Portions portions;
  private final FanOut.Query query;
  private final ExportedSnapshot snapshot;
  private final SearchSession leader;
  private final Queue<SearchSession> idle;
  private final Map<Thread, SearchSession> sessions = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  // Once its transaction has failed, the others cannot begin theirs: it is the cause.
  private volatile @Nullable SQLException leaderFailure;

  /// @param followers without a transaction
  SnapshotReader(
      Portions portions,
      FanOut.Query query,
      ExportedSnapshot snapshot,
      SearchSession leader,
      List<SearchSession> followers) {
    this.portions = portions;
    this.query = query;
    this.snapshot = snapshot;
    this.leader = leader;
    this.idle = new ConcurrentLinkedQueue<>(followers);
    this.idle.add(leader);
  }

  @Override
  public Portion<Long, Nearest> read(ScanRange<Long> rest) throws SQLException {
    @Nullable Long end = portions.end(rest);
    SearchSession session = session();
    long begin = System.nanoTime();
    try {
      List<Neighbor> rows = session.run(connection -> query.run(connection, rest.from(), end));
      return new Portion<>(new Nearest(rows, System.nanoTime() - begin), end, 1);
    } catch (SQLException e) {
      if (session == leader) {
        leaderFailure = e;
      }
      throw e;
    }
  }

  /// What failed, by the first failure that was seen. After the end of all workers.
  SQLException cause(SQLException seen) {
    @Nullable SQLException ofLeader = leaderFailure;
    return seen instanceof SnapshotLostException && ofLeader != null ? ofLeader : seen;
  }

  @Override
  public Long reach(ScanRange<Long> rest) {
    @Nullable Long end = portions.end(rest);
    return end == null ? Long.MAX_VALUE : end;
  }

  private SearchSession session() throws SQLException {
    Thread worker = Thread.currentThread();
    @Nullable SearchSession mine = sessions.get(worker);
    if (mine == null) {
      mine = idle.remove();
      sessions.put(worker, mine);
      if (stopped) {
        mine.cancel();
      }
      if (mine != leader) {
        begin(mine);
      }
    }
    return mine;
  }

  private void begin(SearchSession follower) throws SQLException {
    try {
      snapshot.importInto(follower);
    } catch (SQLException e) {
      throw new SnapshotLostException(e);
    }
  }

  /// A session could not begin under the leader's snapshot.
  private static final class SnapshotLostException extends SQLException {
    private static final long serialVersionUID = 1L;

    private SnapshotLostException(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /// Ends its statement at the server, too.
  @Override
  public void stop(Thread worker) {
    // For one that has no session yet.
    stopped = true;
    @Nullable SearchSession session = sessions.get(worker);
    if (session != null) {
      session.cancel();
    }
  }

  /// @param rows nearest of the portion, in order
  /// @param nanos that the server took
  record Nearest(List<Neighbor> rows, long nanos) {}
}
