package dev.plimsoll.vectors.exact;

import dev.plimsoll.vectors.fanout.FanOut;
import dev.plimsoll.vectors.fanout.FanOut.Portions;
import dev.plimsoll.vectors.fanout.NearestMerge;
import dev.plimsoll.vectors.fanout.NearestMerge.KeyOrder;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.SearchSession;
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.SQLException;
import java.util.List;

/// Exact search: what PostgreSQL answers to `ORDER BY distance, key LIMIT k`, computed by several
/// sessions at once under one snapshot.
public final class ExactSearch {
  private ExactSearch() {}

  /// @param sessions lent to this search only; fewer than the plan's workers make it slower
  /// @throws SQLException of the first session that failed; the others' statements are ended
  /// @throws InterruptedException when the caller is interrupted, likewise
  /// @return in the order of distance and key
  public static List<Neighbor> run(
      VectorTable table, KnnStatement statement, ScanPlan plan, List<SearchSession> sessions)
      throws SQLException, InterruptedException {
    int workers = Math.min(plan.workers(), sessions.size());
    SearchSession leader = sessions.getFirst();
    if (workers == 1) {
      return leader.run(statement::all);
    }
    long blocks = Math.max(1, table.extent().longestBlocks());
    NearestBound bound = new NearestBound(statement.neighbors());
    List<List<Neighbor>> portions =
        FanOut.run(
            table.name(),
            sessions.subList(0, workers),
            new Portions(blocks, plan.ranges(), plan.portionBlocks()),
            (connection, from, to) ->
                bound.of(statement.blocks(connection, from, to, bound.distance())));
    KeyOrder order =
        NearestMerge.order(
            table.key(), tied -> leader.run(connection -> statement.byKey(connection, tied)));
    return NearestMerge.nearest(portions, statement.neighbors(), order);
  }
}
