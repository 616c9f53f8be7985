package dev.plimsoll.benchmarks.advise.workload;

import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.Pair;
import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.QueryTime;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;

/// Timer of a workload before and after indexes. Each query is run once for its answer, which
/// also
/// warms up, and then several times for the median; all rows are fetched. Each run is planned by
/// its own parameters.
///
/// @param runs counted, 1 or more
/// @param cap of a run, which counts as this long when it reaches it
public record WorkloadTimer(int runs, Duration cap) {
  // A row's hash, whatever the order of rows: an order of ties is not an answer.
  private static final long EMPTY = 0;

  /// Times all queries, creates the indexes, vacuums and analyses, and times them again. Leaves
  /// the
  /// indexes.
  public WorkloadComparison compare(
      Connection connection, List<WorkloadQuery> queries, List<String> indexes)
      throws SQLException {
    List<QueryTime> before = time(connection, queries);
    return after(connection, queries, before, indexes);
  }

  /// As [#compare], with times that are known.
  public WorkloadComparison after(
      Connection connection,
      List<WorkloadQuery> queries,
      List<QueryTime> before,
      List<String> indexes)
      throws SQLException {
    BenchDatabase.execute(connection, "SET statement_timeout = 0");
    BenchDatabase.execute(connection, indexes.toArray(String[]::new));
    BenchDatabase.execute(connection, "VACUUM ANALYZE");
    List<QueryTime> after = time(connection, queries);
    return new WorkloadComparison(
        IntStream.range(0, queries.size())
            .mapToObj(i -> new Pair(queries.get(i), before.get(i), after.get(i)))
            .toList());
  }

  public List<QueryTime> time(Connection connection, List<WorkloadQuery> queries)
      throws SQLException {
    connection.unwrap(PGConnection.class).setPrepareThreshold(0);
    BenchDatabase.execute(connection, "SET statement_timeout = " + cap.toMillis());
    List<QueryTime> times = new ArrayList<>();
    for (WorkloadQuery query : queries) {
      times.add(time(connection, query));
    }
    BenchDatabase.execute(connection, "SET statement_timeout = 0");
    return times;
  }

  private QueryTime time(Connection connection, WorkloadQuery query) throws SQLException {
    double nanos = 0;
    boolean capped = false;
    List<String> answers = new ArrayList<>();
    for (List<Object> binding : query.bindings()) {
      Sql sql = Sql.of(connection, query.jdbcText(), binding.toArray());
      try {
        answers.add(answer(sql, query.compared()));
        nanos += median(sql);
      } catch (SQLException e) {
        if (!PSQLState.QUERY_CANCELED.getState().equals(e.getSQLState())) {
          throw e;
        }
        answers.add("");
        nanos += cap.toNanos();
        capped = true;
      }
    }
    return new QueryTime(nanos / query.bindings().size() / 1e6, capped, answers);
  }

  private double median(Sql sql) throws SQLException {
    long[] nanos = new long[runs];
    for (int i = 0; i < runs; i++) {
      long begun = System.nanoTime();
      sql.first(_ -> Boolean.TRUE);
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    return (nanos[(runs - 1) / 2] + nanos[runs / 2]) / 2.0;
  }

  /// Rows and the sum of their hashes.
  static String answer(Sql sql, int compared) throws SQLException {
    long[] sum = {EMPTY};
    int rows =
        sql.list(
                row -> {
                  int columns = compared > 0 ? compared : row.getMetaData().getColumnCount();
                  long hash = 7;
                  for (int i = 1; i <= columns; i++) {
                    hash = hash * 1_000_003 + String.valueOf(row.getString(i)).hashCode();
                  }
                  sum[0] += hash * 0x9E3779B97F4A7C15L;
                  return Boolean.TRUE;
                })
            .size();
    return rows + " rows, " + Long.toHexString(sum[0]);
  }
}
