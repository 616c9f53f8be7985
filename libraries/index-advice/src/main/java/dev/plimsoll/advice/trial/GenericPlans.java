package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Statements that are slower where an application prepares them, as most drivers do of their own:
/// from the sixth run on the server may use a generic plan, one for all values, while a trial plans
/// each run for its values.
///
/// The server uses it where it costs less than plans for values do on average, with what their
/// planning is taken to cost (`choose_custom_plan` and `cached_plan_cost` in PostgreSQL's
/// `plancache.c`).
final class GenericPlans {
  private static final String GENERIC = "SET LOCAL plan_cache_mode = force_generic_plan";

  // How much slower, and how much of the workload's time, deserves to be said.
  private static final double SLOWER = 1.5;
  private static final double NOTABLE = 0.01;
  private static final int MOST = 10;

  // Of cpu_operator_cost, for each relation and once more.
  private static final double PLANNING_OPERATORS = 1000;

  private final TrialTimer timer;
  private final TrialState state;

  GenericPlans(TrialTimer timer, TrialState state) {
    this.timer = timer;
    this.state = state;
  }

  /// Those that lose most, by id: times with plans for values, and without. One that fails with
  /// such a plan is left out.
  Map<String, Turns> slower() throws SQLException {
    double operator =
        Sql.of(timer.session(), "SELECT current_setting('cpu_operator_cost')::float8 AS cost")
            .one(row -> row.getDouble("cost"));
    List<Loss> losses = new ArrayList<>();
    for (PreparedQuery query : state.queries()) {
      try {
        if (isSlow(query, operator)) {
          losses.add(loss(query));
        }
      } catch (SQLException e) {
        if (timer.session().isClosed()) {
          throw e;
        }
      }
    }
    double notable = NOTABLE * state.total(state.now());
    Map<String, Turns> slower = new LinkedHashMap<>();
    losses.stream()
        .filter(loss -> loss.isClear() && loss.millis() > notable)
        .sorted(Comparator.comparingDouble(Loss::millis).reversed())
        .limit(MOST)
        .forEach(loss -> slower.put(loss.statement(), loss.turns()));
    return slower;
  }

  /// @param millis of all calls
  private record Loss(String statement, Turns turns, double millis) {
    boolean isClear() {
      return turns.without().millis() > SLOWER * turns.with().millis();
    }
  }

  private Loss loss(PreparedQuery query) throws SQLException {
    Turns turns = timer.inTurns(query, GENERIC, Double.MAX_VALUE);
    double lost = turns.without().millis() - turns.with().millis();
    return new Loss(query.statement().id(), turns, lost * query.statement().calls());
  }

  /// Most are as quick, of which one run tells.
  private boolean isSlow(PreparedQuery query, double operatorCost) throws SQLException {
    Timed now = TrialState.timed(state.now(), query);
    return !query.types().isEmpty()
        && !now.capped()
        && isUsed(query, operatorCost)
        && timer.once(query, GENERIC).millis() > SLOWER * now.millis();
  }

  private boolean isUsed(PreparedQuery query, double operatorCost) throws SQLException {
    double planning = PLANNING_OPERATORS * operatorCost * (timer.read(query).size() + 1);
    return timer.cost(query, GENERIC) < timer.cost(query, "") + planning;
  }
}
