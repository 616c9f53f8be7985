package dev.plimsoll.benchmarks.advise.workload;

import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.Pair;
import dev.plimsoll.benchmarks.advise.workload.WorkloadComparison.QueryTime;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/// Sets of indexes, each timed beside none. A set is built in a transaction, in which each query is
/// run in turns with and without it, and which is undone: what else the machine does, and how fast
/// it is at the time, meets both alike. Of all runs the fastest counts. Without it, the planner is
/// told that its indexes are not valid, for which the role must be a superuser.
///
/// Statements run as an application's do, by a driver that is left as it comes: from the fifth run
/// on, of the first round, the server keeps the statement, and plans it for every value or once for
/// all as it finds best. What it has learned of a statement without a set it must not use with it,
/// nor with another, so each has a text of its own. A set may say of a statement that it is to be
/// planned for its values each time, with the set and without.
///
/// The tables must have been vacuumed.
///
/// @param rounds of each query, 1 or more
/// @param cap of a run, which counts as this long when it reaches it
public record WorkloadContest(int rounds, Duration cap) {
  /// What takes longer is run once, and without indexes once for all sets.
  private static final double LONG_MILLIS = 5_000;

  private static final String INDEXES =
      """
      SELECT i.indexrelid::bigint AS id FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      WHERE c.relnamespace = current_schema()::regnamespace
      """;

  /// What an advisor proposes.
  ///
  /// @param indexes as `CREATE INDEX` statements
  /// @param customPlans names of queries that are to be planned for their values each time
  public record Proposal(List<String> indexes, Set<String> customPlans) {
    public Proposal {
      indexes = List.copyOf(indexes);
      customPlans = Set.copyOf(customPlans);
    }
  }

  /// @param bytes of the set's indexes as built
  /// @param comparison with no index beside those that are there
  public record Entry(String name, long bytes, WorkloadComparison comparison) {}

  /// @param sets by name
  /// @param connection with the workload's schema first in its path
  public List<Entry> hold(
      Connection connection, List<WorkloadQuery> queries, Map<String, Proposal> sets)
      throws SQLException {
    connection.setAutoCommit(false);
    Map<WorkloadQuery, QueryTime> longOnes = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    try {
      Set<Long> there = new HashSet<>(indexes(connection));
      for (Map.Entry<String, Proposal> set : sets.entrySet()) {
        BenchDatabase.execute(connection, set.getValue().indexes().toArray(String[]::new));
        BenchDatabase.execute(connection, "SET LOCAL statement_timeout = " + cap.toMillis());
        long[] indexes =
            indexes(connection).stream()
                .filter(id -> !there.contains(id))
                .mapToLong(Long::longValue)
                .toArray();
        String with = " /* with set " + entries.size() + " */";
        List<Pair> pairs = new ArrayList<>();
        for (WorkloadQuery query : queries) {
          boolean custom = set.getValue().customPlans().contains(query.name());
          BenchDatabase.execute(
              connection,
              "SET LOCAL plan_cache_mode = " + (custom ? "force_custom_plan" : "DEFAULT"));
          pairs.add(pair(connection, query, indexes, with, longOnes));
        }
        entries.add(
            new Entry(set.getKey(), bytes(connection, indexes), new WorkloadComparison(pairs)));
        connection.rollback();
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return entries;
  }

  private static List<Long> indexes(Connection connection) throws SQLException {
    return Sql.of(connection, INDEXES).list(row -> row.getLong("id"));
  }

  private static long bytes(Connection connection, long[] indexes) throws SQLException {
    return Sql.of(
            connection,
            "SELECT coalesce(sum(pg_catalog.pg_relation_size(id)), 0)::bigint AS bytes"
                + " FROM unnest(?) AS id",
            (Object) indexes)
        .one(row -> row.getLong("bytes"));
  }

  private Pair pair(
      Connection connection,
      WorkloadQuery query,
      long[] indexes,
      String with,
      Map<WorkloadQuery, QueryTime> longOnes)
      throws SQLException {
    @Nullable QueryTime before = longOnes.get(query);
    @Nullable QueryTime after = null;
    for (int i = 0; i < rounds; i++) {
      if (before == null || before.millis() < LONG_MILLIS) {
        show(connection, indexes, false);
        before = faster(before, time(connection, query, query.jdbcText() + " /* without */"));
      }
      if (after == null || after.millis() < LONG_MILLIS) {
        show(connection, indexes, true);
        after = faster(after, time(connection, query, query.jdbcText() + with));
      }
    }
    if (before == null || after == null) {
      throw new IllegalArgumentException("a round, at least");
    }
    if (before.millis() >= LONG_MILLIS) {
      longOnes.put(query, before);
    }
    return new Pair(query, before, after);
  }

  private static QueryTime faster(@Nullable QueryTime one, QueryTime other) {
    return one != null && one.millis() < other.millis() ? one : other;
  }

  private static void show(Connection connection, long[] indexes, boolean valid)
      throws SQLException {
    Sql.of(
            connection,
            "UPDATE pg_catalog.pg_index SET indisvalid = ? WHERE indexrelid = ANY (?)",
            valid,
            indexes)
        .update();
  }

  private QueryTime time(Connection connection, WorkloadQuery query, String text)
      throws SQLException {
    double nanos = 0;
    boolean capped = false;
    String[] answers = new String[query.bindings().size()];
    Arrays.fill(answers, "");
    for (int i = 0; i < answers.length; i++) {
      Savepoint before = connection.setSavepoint();
      try {
        Sql sql = Sql.of(connection, text, query.bindings().get(i).toArray());
        long begun = System.nanoTime();
        List<Object[]> rows = sql.list(WorkloadContest::values);
        long fastest = System.nanoTime() - begun;
        answers[i] = answer(rows, query.compared());
        if (fastest < LONG_MILLIS * 1e6) { // what was read anew of the catalog is known now
          begun = System.nanoTime();
          sql.list(WorkloadContest::values);
          fastest = Math.min(fastest, System.nanoTime() - begun);
        }
        nanos += fastest;
        connection.releaseSavepoint(before);
      } catch (SQLException e) {
        if (!PSQLState.QUERY_CANCELED.getState().equals(e.getSQLState())) {
          throw e;
        }
        connection.rollback(before);
        nanos += cap.toNanos();
        capped = true;
      }
    }
    return new QueryTime(nanos / answers.length / 1e6, capped, List.of(answers));
  }

  private static Object[] values(ResultSet row) throws SQLException {
    Object[] values = new Object[row.getMetaData().getColumnCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.getObject(i + 1);
    }
    return values;
  }

  /// Rows and the sum of their hashes, whatever their order: an order of ties is not an answer.
  private static String answer(List<Object[]> rows, int compared) {
    long sum = 0;
    for (Object[] values : rows) {
      long hash = 7;
      for (int i = 0; i < (compared > 0 ? compared : values.length); i++) {
        hash = hash * 1_000_003 + String.valueOf(values[i]).hashCode();
      }
      sum += hash * 0x9E3779B97F4A7C15L;
    }
    return rows.size() + " rows, " + Long.toHexString(sum);
  }
}
