package dev.plimsoll.advice.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Timer of statements by `EXPLAIN (ANALYZE)`, each in a read-only transaction that is rolled
/// back.
///
/// @param cap of one run, which counts as this long when it reaches it
public record TrialTimer(Connection session, Duration cap) {
  private static final String CANCELED = "57014";
  private static final double SLOW_MILLIS = 1_000;
  private static final double MEDIUM_MILLIS = 100;

  /// @param millis mean over the arguments of the median of runs
  /// @param capped a run was ended at the cap: the time is more
  /// @param indexes names of those that its plans use
  public record Timed(double millis, boolean capped, Set<String> indexes) {
    public Timed {
      indexes = Set.copyOf(indexes);
    }
  }

  /// @param change run first in the same transaction, and so undone; empty for none
  Timed time(PreparedQuery query, String change) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      if (!change.isEmpty()) {
        statement.execute(change);
      }
      statement.execute(
          "SET LOCAL transaction_read_only = on; SET LOCAL statement_timeout = " + cap.toMillis());
      Set<String> indexes = new HashSet<>();
      double sum = 0;
      for (List<String> values : query.arguments()) {
        sum += median(query, values, indexes);
      }
      return new Timed(sum / query.arguments().size(), false, indexes);
    } catch (SQLException e) {
      if (!CANCELED.equals(e.getSQLState())) {
        throw e;
      }
      return new Timed(cap.toMillis(), true, Set.of());
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  private double median(PreparedQuery query, List<String> values, Set<String> indexes)
      throws SQLException {
    double first = run(query, values, indexes);
    if (first > SLOW_MILLIS) {
      return first;
    }
    double[] millis = new double[first > MEDIUM_MILLIS ? 3 : 5];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = run(query, values, indexes);
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private double run(PreparedQuery query, List<String> values, Set<String> indexes)
      throws SQLException {
    JsonNode explained = query.plan(session, values, "ANALYZE, TIMING OFF");
    used(explained.path("Plan"), indexes);
    return explained.path("Execution Time").asDouble();
  }

  /// Names of the indexes that the query's plans would use now.
  Set<String> used(PreparedQuery query) throws SQLException {
    Set<String> indexes = new HashSet<>();
    for (List<String> values : query.arguments()) {
      used(query.plan(session, values, "").path("Plan"), indexes);
    }
    return indexes;
  }

  private static void used(JsonNode node, Set<String> indexes) {
    String name = node.path("Index Name").asText();
    if (!name.isEmpty()) {
      indexes.add(name);
    }
    node.path("Plans").forEach(child -> used(child, indexes));
  }
}
