package dev.plimsoll.advice.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Timer of statements by `EXPLAIN (ANALYZE)`, each in a read-only transaction that is rolled
/// back. Of several runs the fastest counts: whatever else the machine does only makes them
/// slower.
///
/// @param cap of one run, which counts as this long when it reaches it
public record TrialTimer(Connection session, Duration cap) {
  private static final String CANCELED = "57014";
  private static final double SLOW_MILLIS = 1_000;
  private static final double MEDIUM_MILLIS = 100;
  private static final int PAIRED = 3;
  private static final double CLEARLY = 1.3;

  /// @param millis mean over the arguments of the fastest of runs
  /// @param capped a run was ended at the cap: the time is more
  /// @param indexes names of those that its plans use
  public record Timed(double millis, boolean capped, Set<String> indexes) {
    public Timed {
      indexes = Set.copyOf(indexes);
    }

    /// The faster one, where both are of one plan.
    Timed or(Timed other) {
      return other.indexes.equals(indexes) && other.millis > millis ? this : other;
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
        sum += fastest(query, values, indexes);
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

  record Turns(Timed with, Timed without) {}

  /// A statement's times as the clone is and after a change that is undone, until they differ
  /// clearly or both were taken some times.
  Turns inTurns(PreparedQuery query, String change) throws SQLException {
    Timed without = time(query, change);
    Timed with = time(query, "");
    for (int i = 1; i < PAIRED && !with.capped() && !without.capped(); i++) {
      double ratio = with.millis() / without.millis();
      if (ratio < 1 / CLEARLY || ratio > CLEARLY) {
        break;
      }
      without = time(query, change).or(without);
      with = time(query, "").or(with);
    }
    return new Turns(with, without);
  }

  private double fastest(PreparedQuery query, List<String> values, Set<String> indexes)
      throws SQLException {
    double fastest = run(query, values, indexes);
    int more = fastest > SLOW_MILLIS ? 1 : fastest > MEDIUM_MILLIS ? 2 : 5;
    for (int i = 0; i < more; i++) {
      fastest = Math.min(fastest, run(query, values, indexes));
    }
    return fastest;
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
