package dev.plimsoll.benchmarks.advise.workload;

import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.Pair;
import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.QueryTime;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;

/// Sets of indexes, timed in turns: each round builds each set in a transaction of its own, runs
/// every query twice, and undoes it. Of all runs the fastest counts, so that what else the machine
/// does meets all sets alike. The tables must have been vacuumed.
///
/// @param rounds 1 or more
/// @param cap of a run, which counts as this long when it reaches it, and is not tried again
public record WorkloadContest(int rounds, Duration cap) {
  private static final String NONE = "";
  private static final int RUNS = 2;
  private static final String BYTES =
      """
      SELECT coalesce(sum(pg_catalog.pg_relation_size(i.indexrelid)), 0)::bigint AS bytes
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      WHERE c.relnamespace = current_schema()::regnamespace
      """;

  /// @param bytes of the set's indexes as built
  /// @param comparison with no index beside those that are there
  public record Entry(String name, long bytes, WorkloadComparison comparison) {}

  /// @param sets of `CREATE INDEX` statements by name
  /// @param connection with the workload's schema first in its path
  public List<Entry> hold(
      Connection connection, List<WorkloadQuery> queries, Map<String, List<String>> sets)
      throws SQLException {
    connection.unwrap(PGConnection.class).setPrepareThreshold(0);
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(NONE, List.of());
    all.putAll(sets);
    Map<String, List<QueryTime>> times = new LinkedHashMap<>();
    Map<String, Long> bytes = new LinkedHashMap<>();
    connection.setAutoCommit(false);
    try {
      for (int i = 0; i < rounds; i++) {
        for (Map.Entry<String, List<String>> set : all.entrySet()) {
          BenchDatabase.execute(connection, set.getValue().toArray(String[]::new));
          bytes.put(set.getKey(), Sql.of(connection, BYTES).one(row -> row.getLong(1)));
          times.merge(
              set.getKey(),
              round(connection, queries, times.getOrDefault(set.getKey(), List.of())),
              (_, last) -> last);
          connection.rollback();
        }
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    long there = Objects.requireNonNull(bytes.get(NONE));
    List<QueryTime> before = Objects.requireNonNull(times.get(NONE));
    return sets.keySet().stream()
        .map(
            name ->
                new Entry(
                    name,
                    bytes.getOrDefault(name, there) - there,
                    comparison(queries, before, times.getOrDefault(name, List.of()))))
        .toList();
  }

  private static WorkloadComparison comparison(
      List<WorkloadQuery> queries, List<QueryTime> before, List<QueryTime> after) {
    return new WorkloadComparison(
        IntStream.range(0, queries.size())
            .mapToObj(i -> new Pair(queries.get(i), before.get(i), after.get(i)))
            .toList());
  }

  private List<QueryTime> round(
      Connection connection, List<WorkloadQuery> queries, List<QueryTime> known)
      throws SQLException {
    BenchDatabase.execute(connection, "SET LOCAL statement_timeout = " + cap.toMillis());
    List<QueryTime> times = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      QueryTime last = known.isEmpty() ? null : known.get(i);
      if (last != null && last.capped()) {
        times.add(last);
        continue;
      }
      QueryTime time = time(connection, queries.get(i));
      times.add(last != null && last.millis() < time.millis() ? last : time);
    }
    return times;
  }

  private QueryTime time(Connection connection, WorkloadQuery query) throws SQLException {
    double sum = 0;
    boolean capped = false;
    List<String> answers = new ArrayList<>();
    for (List<Object> binding : query.bindings()) {
      Savepoint before = connection.setSavepoint();
      try {
        double fastest = Double.POSITIVE_INFINITY;
        String answer = "";
        for (int i = 0; i < RUNS; i++) {
          Sql sql = Sql.of(connection, query.jdbcText(), binding.toArray());
          long begun = System.nanoTime();
          answer = WorkloadTimer.answer(sql, query.compared());
          fastest = Math.min(fastest, (System.nanoTime() - begun) / 1e6);
        }
        sum += fastest;
        answers.add(answer);
      } catch (SQLException e) {
        if (!PSQLState.QUERY_CANCELED.getState().equals(e.getSQLState())) {
          throw e;
        }
        connection.rollback(before);
        sum += cap.toMillis();
        capped = true;
        answers.add("");
      }
    }
    return new QueryTime(sum / query.bindings().size(), capped, answers);
  }
}
