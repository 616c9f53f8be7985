package dev.plimsoll.planner.advice;

import dev.plimsoll.analysis.statements.StatementCounters;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.RecommendationView.Outcome;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Rows of recommendations that are planned or built, and not judged yet. A change is made only
/// while the state is the one that it was decided by.
@ApplicationScoped
public class FollowUpStore {
  private static final String DUE =
      """
      SELECT r.id, r.database, r.state, r.source, r.document, r.plan_id, r.built_at, r.baseline,
             r.outcome, p.state AS plan_state
      FROM recommendations r LEFT JOIN plans p ON p.id = r.plan_id
      WHERE r.state IN ('PLANNED', 'BUILT') AND r.look_at <= clock_timestamp()
      ORDER BY r.look_at LIMIT 100
      """;

  // The build of a partitioned table takes a moment; its index serves once its parts are there.
  private static final String BUILDS =
      """
      SELECT b.planned, b.state,
             EXISTS (WITH RECURSIVE part AS (
                       SELECT p.id, p.state FROM builds p WHERE p.part_of = b.id
                       UNION ALL
                       SELECT p.id, p.state FROM part w JOIN builds p ON p.part_of = w.id)
                     SELECT FROM part WHERE state <> 'SUCCEEDED') AS lacking
      FROM builds b WHERE b.plan_id = ? AND b.table_schema = ? AND b.table_name = ?
      """;

  private static final String LATER =
      """
      UPDATE recommendations
      SET look_at = clock_timestamp() + make_interval(secs => ?), outcome = coalesce(?, outcome)
      WHERE id = ? AND state = ?
      """;

  private static final String OPEN =
      """
      UPDATE recommendations SET state = 'OPEN', plan_id = NULL, look_at = NULL
      WHERE id = ? AND state = 'PLANNED' AND plan_id IS NOT DISTINCT FROM ?
      """;

  private static final String BUILT =
      """
      UPDATE recommendations SET state = 'BUILT', built_at = clock_timestamp(), baseline = ?,
        outcome = ?, look_at = CASE WHEN ? THEN clock_timestamp() END
      WHERE id = ? AND state = 'PLANNED' AND plan_id = ?
      """;

  private static final String JUDGED =
      """
      UPDATE recommendations SET state = ?, outcome = ?, look_at = NULL
      WHERE id = ? AND state = 'BUILT'
      """;

  private final Transactions transactions;

  public FollowUpStore(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /// @param counted whether statements of the server's statistics asked for it
  /// @param planState null where the plan is gone
  record Due(
      UUID id,
      String database,
      State state,
      boolean counted,
      AdvisedIndex index,
      @Nullable UUID plan,
      PlanView.@Nullable State planState,
      @Nullable Instant builtAt,
      @Nullable StatementCounters baseline,
      @Nullable Outcome outcome) {
    @Override
    public String toString() {
      return id.toString();
    }
  }

  /// @param lacking whether builds of its partitions have not succeeded
  record Build(PlannedBuild planned, BuildView.State state, boolean lacking) {
    boolean hasSucceeded() {
      return state == BuildView.State.SUCCEEDED && !lacking;
    }
  }

  List<Due> due() throws SQLException {
    return transactions.statements(connection -> Sql.of(connection, DUE).list(FollowUpStore::due));
  }

  private static Due due(ResultSet row) throws SQLException {
    @Nullable String planState = row.getString("plan_state");
    @Nullable String baseline = row.getString("baseline");
    @Nullable String outcome = row.getString("outcome");
    return new Due(
        row.getObject("id", UUID.class),
        row.getString("database"),
        State.valueOf(row.getString("state")),
        row.getString("source").equals("STATISTICS"),
        Json.read(row.getString("document"), AdvisedIndex.class),
        row.getObject("plan_id", UUID.class),
        planState == null ? null : PlanView.State.valueOf(planState),
        Columns.instantOrNull(row, "built_at"),
        baseline == null ? null : Json.read(baseline, StatementCounters.class),
        outcome == null ? null : Json.read(outcome, Outcome.class));
  }

  /// The build of a recommendation in its plan.
  Optional<Build> build(Due due) throws SQLException {
    return transactions
        .statements(
            connection ->
                Sql.of(
                        connection,
                        BUILDS,
                        due.plan(),
                        due.index().table().schema(),
                        due.index().table().name())
                    .list(
                        row ->
                            new Build(
                                Json.read(row.getString("planned"), PlannedBuild.class),
                                BuildView.State.valueOf(row.getString("state")),
                                row.getBoolean("lacking"))))
        .stream()
        .filter(build -> build.planned().definition().equals(due.index().definition()))
        .findFirst();
  }

  void later(Due due, Duration pause, @Nullable Outcome outcome) throws SQLException {
    write(LATER, pause, outcome == null ? null : Json.write(outcome), due.id(), due.state());
  }

  void opens(Due due) throws SQLException {
    write(OPEN, due.id(), due.plan());
  }

  /// @param baseline null where nothing will be known
  void built(Due due, @Nullable StatementCounters baseline, Outcome outcome) throws SQLException {
    write(
        BUILT,
        baseline == null ? null : Json.write(baseline),
        Json.write(outcome),
        baseline != null,
        due.id(),
        due.plan());
  }

  /// Is not looked at again.
  void judged(Due due, State state, Outcome outcome) throws SQLException {
    write(JUDGED, state, Json.write(outcome), due.id());
  }

  private void write(String statement, @Nullable Object... parameters) throws SQLException {
    transactions.statements(connection -> Sql.of(connection, statement, parameters).update());
  }
}
