package dev.plimsoll.vectors.exact;

import dev.plimsoll.vectors.fanout.FanOut;
import dev.plimsoll.vectors.fanout.FanOut.Portioned;
import dev.plimsoll.vectors.fanout.FanOut.Portions;
import dev.plimsoll.vectors.fanout.NearestMerge;
import dev.plimsoll.vectors.fanout.NearestMerge.KeyOrder;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.SearchSession;
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Exact search: what PostgreSQL answers to `ORDER BY distance, key LIMIT k`, computed by several
/// sessions at once under one snapshot.
public final class ExactSearch {
  private ExactSearch() {}

  /// @param sessions lent to this search only; fewer than the plan's workers make it slower
  /// @throws SQLException of the first session that failed; the others' statements are ended
  /// @throws InterruptedException when the caller is interrupted, likewise
  public static Found run(
      VectorTable table, KnnStatement statement, ScanPlan plan, List<SearchSession> sessions)
      throws SQLException, InterruptedException {
    int workers = Math.min(plan.workers(), sessions.size());
    SearchSession leader = sessions.getFirst();
    if (workers == 1) {
      long begin = System.nanoTime();
      List<Neighbor> rows = leader.run(statement::all);
      return new Found(rows, Duration.ofNanos(System.nanoTime() - begin));
    }
    long blocks = Math.max(1, table.extent().longestBlocks());
    Portioned portioned =
        FanOut.run(
            table.name(),
            sessions.subList(0, workers),
            new Portions(blocks, plan.ranges(), plan.portionBlocks()),
            statement::blocks);
    KeyOrder order =
        NearestMerge.order(
            table.key(), tied -> leader.run(connection -> statement.byKey(connection, tied)));
    return new Found(
        NearestMerge.nearest(portioned.portions(), statement.neighbors(), order), portioned.busy());
  }

  /// @param rows in the order of distance and key
  /// @param busy time of all statements together, which one session would take about as long for
  public record Found(List<Neighbor> rows, Duration busy) {}
}
