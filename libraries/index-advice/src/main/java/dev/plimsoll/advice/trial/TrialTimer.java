package dev.plimsoll.advice.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Timer of statements by `EXPLAIN (ANALYZE)`, each run in a read-only transaction that is rolled
/// back. Planning counts as well: it looks at every index of a table. Of several runs the fastest
/// counts: whatever else the machine does only makes them slower. What two states of the clone
/// differ by is told by runs in turns.
///
/// @param cap of one run, which counts as this long when it reaches it
/// @param wholes indexes of partitioned tables by the names of their parts
public record TrialTimer(Connection session, Duration cap, Map<String, String> wholes) {
  private static final String CANCELED = "57014";
  private static final double SLOW_MILLIS = 1_000;
  private static final double MEDIUM_MILLIS = 100;
  private static final double SHORT_MILLIS = 20;
  // So often each of some statements is planned, and those that take long once.
  private static final int PLANNINGS = 6;
  private static final double LONG_PLANNING_MILLIS = 3;
  private static final int PLANNING_TURNS = 2;
  // Pairs of runs: for an order of many, at least, usually, and to be sure.
  static final int FEW = 2;
  private static final int LEAST = 3;
  static final int USUAL = 5;
  static final int SURE = 9;
  private static final double LONG_NANOS = 2.5e9;
  private static final double CLEARLY = 1.3;
  private static final double FAR = 2;

  /// @param millis mean over the arguments of the fastest of runs
  /// @param spread what the fastest run is faster by than the next, ms
  /// @param capped a run was ended at the cap, or at a limit: the time is more
  /// @param indexes names of those that its plans use
  public record Timed(double millis, double spread, boolean capped, Set<String> indexes) {
    public Timed {
      indexes = Set.copyOf(indexes);
    }

    /// What a run that was ended at a limit is known to take. The limit rests on an earlier time:
    /// where the machine has become slower since, runs that are not ended come near it.
    ///
    /// @param millis that it took or more
    /// @param cap of any run: what reaches that is not known to be slower than another that does
    Timed longerThan(double millis, Duration cap) {
      return capped && this.millis < cap.toMillis()
          ? new Timed(Math.max(this.millis, millis), spread, true, indexes)
          : this;
    }

    private static Timed of(List<Timed> runs) {
      List<Timed> sorted =
          runs.stream()
              .sorted((one, other) -> Double.compare(one.millis(), other.millis()))
              .toList();
      Timed fastest = sorted.getFirst();
      double spread = sorted.size() == 1 ? 0 : sorted.get(1).millis() - fastest.millis();
      return new Timed(fastest.millis(), spread, fastest.capped(), fastest.indexes());
    }
  }

  /// The fastest of some runs.
  ///
  /// @param change run first in the same transaction, and so undone; empty for none
  Timed time(PreparedQuery query, String change) throws SQLException {
    List<Timed> runs = new ArrayList<>();
    runs.add(run(query, change, cap.toMillis()));
    double first = runs.getFirst().millis();
    int more = first > SLOW_MILLIS ? 1 : first > MEDIUM_MILLIS ? 2 : 4;
    for (int i = 0; i < more && !runs.getLast().capped(); i++) {
      runs.add(run(query, change, cap.toMillis()));
    }
    return Timed.of(runs);
  }

  /// A single run, of which chance decides more.
  ///
  /// @param change as of [#time]
  Timed once(PreparedQuery query, String change) throws SQLException {
    return run(query, change, cap.toMillis());
  }

  /// A statement's times as the clone is and after a change that is undone, until all runs of one
  /// are clearly faster than all of the other, or there are enough.
  ///
  /// @param limit of a run after the change, ms: where that is reached, more need not be known
  /// @param pairs at most; the first of more than three warms up and does not count
  Turns inTurns(PreparedQuery query, String change, double limit, int pairs) throws SQLException {
    List<Timed> with = new ArrayList<>();
    List<Timed> without = new ArrayList<>();
    long begun = System.nanoTime();
    do {
      without.add(run(query, change, Math.min(limit, cap.toMillis())));
      with.add(run(query, "", cap.toMillis()));
    } while (!enough(with, without, pairs, System.nanoTime() - begun));
    int from = with.size() > LEAST ? 1 : 0;
    int slower = 0;
    for (int i = from; i < with.size(); i++) {
      slower += Turns.isSlower(without.get(i).millis(), with.get(i).millis()) ? 1 : 0;
    }
    return new Turns(Timed.of(with), Timed.of(without), with.size() - from, slower);
  }

  Turns inTurns(PreparedQuery query, String change, double limit) throws SQLException {
    return inTurns(query, change, limit, USUAL);
  }

  private static boolean enough(List<Timed> with, List<Timed> without, int pairs, long nanos) {
    int done = with.size();
    if (with.getLast().capped() || without.getLast().capped()) {
      return true;
    }
    if (done < 2) {
      return false;
    }
    if (apart(with, without, FAR) || done >= pairs) {
      return true;
    }
    boolean usual = pairs <= USUAL;
    return done >= LEAST && usual && (nanos > LONG_NANOS || apart(with, without, CLEARLY));
  }

  private static boolean apart(List<Timed> one, List<Timed> other, double factor) {
    return most(one) * factor < least(other) || most(other) * factor < least(one);
  }

  private static double most(List<Timed> runs) {
    return runs.stream().mapToDouble(Timed::millis).max().orElse(0);
  }

  private static double least(List<Timed> runs) {
    return runs.stream().mapToDouble(Timed::millis).min().orElse(0);
  }

  private Timed run(PreparedQuery query, String change, double limit) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      if (!change.isEmpty()) {
        statement.execute(change);
      }
      statement.execute(
          "SET LOCAL transaction_read_only = on; SET LOCAL statement_timeout = "
              + Math.max(1, Math.round(limit)));
      Set<String> indexes = new HashSet<>();
      double sum = 0;
      for (List<String> values : query.arguments()) {
        double fastest = explained(query, values, indexes);
        for (int i = 0; i < 2 && fastest < SHORT_MILLIS; i++) {
          fastest = Math.min(fastest, explained(query, values, indexes));
        }
        sum += fastest;
      }
      return new Timed(sum / query.arguments().size(), 0, false, indexes);
    } catch (SQLException e) {
      if (!CANCELED.equals(e.getSQLState())) {
        throw e;
      }
      return new Timed(limit, 0, true, Set.of());
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  private double explained(PreparedQuery query, List<String> values, Set<String> indexes)
      throws SQLException {
    JsonNode explained = query.plan(session, values, "ANALYZE, TIMING OFF");
    used(explained.path("Plan"), indexes);
    return explained.path("Planning Time").asDouble() + explained.path("Execution Time").asDouble();
  }

  /// By how much longer statements take to plan as the clone is than after a change that is undone,
  /// ms each, in their order. Of several times, taken in turns, the shortest count.
  double[] plannedLonger(List<PreparedQuery> some, String change) throws SQLException {
    double[] with = planning(some, "");
    double[] without = planning(some, change);
    for (int i = 1; i < PLANNING_TURNS; i++) {
      shorten(with, planning(some, ""));
      shorten(without, planning(some, change));
    }
    Arrays.setAll(without, i -> with[i] - without[i]);
    return without;
  }

  private static void shorten(double[] times, double[] others) {
    Arrays.setAll(times, i -> Math.min(times[i], others[i]));
  }

  private double[] planning(List<PreparedQuery> some, String change) throws SQLException {
    return changed(
        change,
        () -> {
          double[] shortest = new double[some.size()];
          for (int i = 0; i < shortest.length; i++) {
            shortest[i] = planning(some.get(i));
          }
          return shortest;
        });
  }

  private double planning(PreparedQuery query) throws SQLException {
    List<String> values = query.arguments().getFirst();
    double shortest = Double.MAX_VALUE;
    double last = 0;
    for (int i = 0; i < PLANNINGS && last < LONG_PLANNING_MILLIS; i++) {
      last = query.plan(session, values, "SUMMARY").path("Planning Time").asDouble();
      shortest = Math.min(shortest, last);
    }
    return shortest;
  }

  /// What the planner says that the query costs, the mean over the arguments.
  ///
  /// @param change as of [#time]
  double cost(PreparedQuery query, String change) throws SQLException {
    return changed(
        change,
        () -> {
          double sum = 0;
          for (List<String> values : query.arguments()) {
            sum += query.plan(session, values, "").path("Plan").path("Total Cost").asDouble();
          }
          return sum / query.arguments().size();
        });
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  /// Work after a change that is undone.
  private <T> T changed(String change, Work<T> work) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      if (!change.isEmpty()) {
        statement.execute(change);
      }
      return work.run();
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  /// Names of the relations that the query's plans read.
  Set<String> read(PreparedQuery query) throws SQLException {
    JsonNode explained = query.plan(session, query.arguments().getFirst(), "");
    return Set.copyOf(explained.findValuesAsText("Relation Name"));
  }

  /// Names of the indexes that the query's plans would use now.
  Set<String> used(PreparedQuery query) throws SQLException {
    Set<String> indexes = new HashSet<>();
    for (List<String> values : query.arguments()) {
      used(query.plan(session, values, "").path("Plan"), indexes);
    }
    return indexes;
  }

  private void used(JsonNode node, Set<String> indexes) {
    String name = node.path("Index Name").asText();
    if (!name.isEmpty()) {
      indexes.add(wholes.getOrDefault(name, name));
    }
    node.path("Plans").forEach(child -> used(child, indexes));
  }
}
