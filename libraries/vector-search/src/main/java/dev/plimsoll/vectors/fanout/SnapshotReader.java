package dev.plimsoll.vectors.fanout;

import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.run.RangeReader;
import dev.plimsoll.vectors.fanout.FanOut.Portions;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.SearchSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Reader of portions, each worker in a session of its own.
final class SnapshotReader implements RangeReader<Long, List<Neighbor>> {
  private final Portions portions;
  private final FanOut.Query query;
  private final Queue<SearchSession> idle;
  private final Map<Thread, SearchSession> sessions = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /// @param ready as many as workers, all under one snapshot
  SnapshotReader(Portions portions, FanOut.Query query, List<SearchSession> ready) {
    this.portions = portions;
    this.query = query;
    this.idle = new ConcurrentLinkedQueue<>(ready);
  }

  @Override
  public Portion<Long, List<Neighbor>> read(ScanRange<Long> rest) throws SQLException {
    @Nullable Long end = portions.end(rest);
    SearchSession session = sessions.computeIfAbsent(Thread.currentThread(), _ -> idle.remove());
    if (stopped) {
      session.cancel();
    }
    List<Neighbor> rows = session.run(connection -> query.run(connection, rest.from(), end));
    return new Portion<>(rows, end, 1);
  }

  @Override
  public Long reach(ScanRange<Long> rest) {
    @Nullable Long end = portions.end(rest);
    return end == null ? Long.MAX_VALUE : end;
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
}
