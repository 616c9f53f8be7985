package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.statement.Untyped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// One statement in a session of the driver's, prepared and warm. Nothing is compiled just in time,
/// which would take longer than a search.
final class PlainContender implements KnnContender {
  private static final String COMPILE_NOTHING = "SET jit = off";
  private static final String ALONE = "SET max_parallel_workers_per_gather = 0";
  private static final String PARALLEL = "SET max_parallel_workers_per_gather = 2";

  private final String name;
  private final Connection session;
  private final VectorType type;

  private PlainContender(String name, Connection session, VectorType type, String... settings)
      throws SQLException {
    this.name = name;
    this.session = session;
    this.type = type;
    BenchDatabase.execute(session, COMPILE_NOTHING);
    BenchDatabase.execute(session, settings);
  }

  /// The whole table by one process of the server.
  static PlainContender alone(String name, Connection session, VectorType type)
      throws SQLException {
    return new PlainContender(name, session, type, ALONE);
  }

  /// As PostgreSQL plans it when two workers may help, at its usual costs.
  static PlainContender parallel(String name, Connection session, VectorType type)
      throws SQLException {
    return new PlainContender(name, session, type, PARALLEL);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Answer search(KnnQuery query) throws SQLException {
    return Answer.of(rows(session, type.exact(query.table(), ""), query));
  }

  /// Whether the server would give the statement workers.
  boolean isPlannedParallel(KnnQuery query) throws SQLException {
    return plan(session, type.exact(query.table(), ""), query).contains("Gather");
  }

  /// The plan of a statement of [VectorType].
  static String plan(Connection session, String statement, KnnQuery query) throws SQLException {
    return String.join(
        "\n",
        Sql.of(session, "EXPLAIN " + statement, new Untyped(query.vector()), KnnQuery.NEIGHBORS)
            .list(row -> row.getString(1)));
  }

  /// Rows of [VectorType#exact].
  static List<Row> rows(Connection session, String statement, KnnQuery query) throws SQLException {
    return Sql.of(session, statement, new Untyped(query.vector()), KnnQuery.NEIGHBORS)
        .list(row -> new Row(row.getLong(1), row.getDouble(2)));
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
