package dev.plimsoll.vectors.fanout;

import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.run.RangeReader;
import dev.plimsoll.vectors.fanout.FanOut.Portions;
import dev.plimsoll.vectors.fanout.SnapshotReader.Nearest;
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
final class SnapshotReader implements RangeReader<Long, Nearest> {
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
  public Portion<Long, Nearest> read(ScanRange<Long> rest) throws SQLException {
    @Nullable Long end = portions.end(rest);
    SearchSession session = sessions.computeIfAbsent(Thread.currentThread(), _ -> idle.remove());
    if (stopped) {
      session.cancel();
    }
    long begin = System.nanoTime();
    List<Neighbor> rows = session.run(connection -> query.run(connection, rest.from(), end));
    return new Portion<>(new Nearest(rows, System.nanoTime() - begin), end, 1);
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

  /// @param rows nearest of the portion, in order
  /// @param nanos that the server took
  record Nearest(List<Neighbor> rows, long nanos) {}
}
