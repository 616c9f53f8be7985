package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;

/// One plain statement that PostgreSQL answers by an index of vectors, or by those of all
/// partitions one after the other.
final class IndexedContender implements EffortContender {
  private final String name;
  private final Connection session;
  private final VectorType type;
  private final QualifiedName table;

  /// @param table that is searched, whichever the query names
  IndexedContender(String name, Connection session, VectorType type, QualifiedName table)
      throws SQLException {
    this.name = name;
    this.session = session;
    this.type = type;
    this.table = table;
    BenchDatabase.execute(session, "SET jit = off", "SET max_parallel_workers_per_gather = 0");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void effort(int candidates) throws SQLException {
    BenchDatabase.execute(session, "SET hnsw.ef_search = " + candidates);
  }

  @Override
  public Answer search(KnnQuery query) throws SQLException {
    return Answer.of(PlainContender.rows(session, type.byIndex(table), query));
  }

  /// The plan's nodes at its top, without costs.
  String plan(KnnQuery query) throws SQLException {
    String plan = PlainContender.plan(session, type.byIndex(table), query);
    return plan.contains("Merge Append")
        ? "Merge Append"
        : plan.contains("Index Scan") ? "Index Scan" : "no index";
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
