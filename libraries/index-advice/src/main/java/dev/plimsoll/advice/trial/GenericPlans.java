package dev.plimsoll.advice.trial;

import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/// Statements that are slower where an application prepares them, as most drivers do of their own:
/// from the sixth run on the server may use a generic plan, one for all values, while a trial plans
/// each run for its values.
///
/// The server uses it where it costs less than plans for values do on average, with what their
/// planning is taken to cost (`choose_custom_plan` and `cached_plan_cost` in PostgreSQL's
/// `plancache.c`).
final class GenericPlans {
  static final String GENERIC = "SET LOCAL plan_cache_mode = force_generic_plan";

  // How much slower, and how much of the workload's time, deserves to be said.
  private static final double SLOWER = 1.5;
  private static final double NOTABLE = 0.01;

  // Of cpu_operator_cost, for each relation and once more.
  private static final double PLANNING_OPERATORS = 1000;

  private final TrialTimer timer;
  private final TrialState state;

  GenericPlans(TrialTimer timer, TrialState state) {
    this.timer = timer;
    this.state = state;
  }

  /// Those that are notably slower, by id: times with plans for values, and without.
  Map<String, Turns> slower() throws SQLException {
    double operator =
        Sql.of(timer.session(), "SELECT current_setting('cpu_operator_cost')::float8 AS cost")
            .one(row -> row.getDouble("cost"));
    double total = state.total(state.now());
    Map<String, Turns> slower = new TreeMap<>();
    for (PreparedQuery query : state.queries()) {
      long calls = query.statement().calls();
      Timed now = TrialState.timed(state.now(), query);
      // Most are as quick: one run tells of these.
      if (!query.types().isEmpty()
          && !now.capped()
          && isUsed(query, operator)
          && timer.once(query, GENERIC).millis() > SLOWER * now.millis()) {
        Turns turns = timer.inTurns(query, GENERIC, Double.MAX_VALUE);
        double lost = turns.without().millis() - turns.with().millis();
        if (turns.without().millis() > SLOWER * turns.with().millis()
            && lost * calls > NOTABLE * total) {
          slower.put(query.statement().id(), turns);
        }
      }
    }
    return slower;
  }

  private boolean isUsed(PreparedQuery query, double operatorCost) throws SQLException {
    double planning = PLANNING_OPERATORS * operatorCost * (timer.read(query).size() + 1);
    return timer.cost(query, GENERIC) < timer.cost(query, "") + planning;
  }
}
