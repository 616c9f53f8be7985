package dev.plimsoll.vectors.index;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.vectors.fanout.FanOut;
import dev.plimsoll.vectors.fanout.FanOut.Portions;
import dev.plimsoll.vectors.fanout.NearestMerge;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.session.SearchSession;
import dev.plimsoll.vectors.sql.IndexedStatement;
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Search by indexes: the partitions are shared among sessions, each of which asks for all of its
/// own in one statement. One index is read by one session: pgvector has no parallel scan of it. One
/// session leaves it to PostgreSQL to merge the partitions.
public final class IndexSearch {
  private IndexSearch() {}

  /// @param indexes with leaves; where several sessions search, read anew at the end
  /// @param effort as for one index of all rows; each of several leaves has less, unless the whole
  ///     table has to be asked
  /// @param sessions lent to this search only
  /// @throws LeavesChangedException where leaves were attached, detached or secured meanwhile
  /// @throws SQLException of the first session that failed; the others' statements are ended
  /// @throws InterruptedException when the caller is interrupted, likewise
  public static List<Neighbor> run(
      VectorTable table,
      SearchRequest request,
      VectorIndexes indexes,
      SearchEffort effort,
      List<SearchSession> sessions)
      throws SQLException, InterruptedException {
    IndexedStatement statement = new IndexedStatement(table, request);
    SearchSession leader = sessions.getFirst();
    int leaves = indexes.leaves().size();
    boolean byLeaves = indexes.apart() && leaves > 1;
    int workers = byLeaves ? Math.min(sessions.size(), leaves) : 1;
    String settings = (byLeaves ? effort.each(leaves, request.neighbors()) : effort).settings();
    List<List<Neighbor>> found;
    if (workers == 1) {
      List<Neighbor> rows = leader.run(connection -> statement.whole(connection, settings));
      found = List.of(sorted(rows));
    } else {
      found = byLeaves(table, statement, indexes, settings, sessions.subList(0, workers));
      requireSame(leader, table, request, indexes);
    }
    KnnStatement exact = new KnnStatement(table, request);
    return NearestMerge.nearest(
        found,
        request.neighbors(),
        NearestMerge.order(
            table.key(), tied -> leader.run(connection -> exact.byKey(connection, tied))));
  }

  // A partition that came meanwhile would be left out, and row security passed by.
  private static void requireSame(
      SearchSession leader, VectorTable table, SearchRequest request, VectorIndexes before)
      throws SQLException {
    if (!leader.run(connection -> before.areStillApart(connection, table, request.distance()))) {
      throw new LeavesChangedException(table.name());
    }
  }

  private static List<List<Neighbor>> byLeaves(
      VectorTable table,
      IndexedStatement statement,
      VectorIndexes indexes,
      String settings,
      List<SearchSession> sessions)
      throws SQLException, InterruptedException {
    int workers = sessions.size();
    List<List<IndexedLeaf>> shares = shares(indexes.leaves(), workers);
    return FanOut.run(
        table.name(),
        sessions,
        new Portions(workers, workers, 1),
        (connection, from, to) -> of(statement, connection, settings, between(shares, from, to)));
  }

  private static List<Neighbor> of(
      IndexedStatement statement, Connection connection, String settings, List<IndexedLeaf> leaves)
      throws SQLException {
    List<QualifiedName> tables = leaves.stream().map(IndexedLeaf::table).toList();
    return sorted(statement.leaves(connection, settings, tables));
  }

  // One leaf's rows follow another's, and a scan that goes on may find nearer ones later.
  private static List<Neighbor> sorted(List<Neighbor> rows) {
    return rows.stream().sorted(Neighbor::byDistance).toList();
  }

  private static List<IndexedLeaf> between(
      List<List<IndexedLeaf>> shares, @Nullable Long from, @Nullable Long to) {
    int first = from == null ? 0 : Math.toIntExact(from);
    int end = to == null ? shares.size() : Math.toIntExact(to);
    return shares.subList(first, end).stream().flatMap(List::stream).toList();
  }

  /// The largest first, each to whoever has the fewest rows.
  static List<List<IndexedLeaf>> shares(List<IndexedLeaf> leaves, int workers) {
    List<List<IndexedLeaf>> shares = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      shares.add(new ArrayList<>());
    }
    Comparator<List<IndexedLeaf>> byLoad =
        Comparator.<List<IndexedLeaf>>comparingLong(
                share -> share.stream().mapToLong(IndexedLeaf::rows).sum())
            .thenComparingInt(List::size);
    leaves.stream()
        .sorted(Comparator.comparingLong(IndexedLeaf::rows).reversed())
        .forEach(leaf -> shares.stream().min(byLoad).orElseThrow().add(leaf));
    return shares;
  }
}
