package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.Outcome;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Rows of recommendations.
@ApplicationScoped
public class RecommendationStore {
  // What was built and is proposed again is no longer there; an analysis that began before the
  // build
  // ended does not know of it.
  private static final String MERGE =
      """
      INSERT INTO recommendations AS r
        (id, database, identity, table_schema, table_name, source, priority, saved_share, analysis,
         document)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (database, identity) DO UPDATE SET
        source = excluded.source, priority = excluded.priority, saved_share = excluded.saved_share,
        analysis = excluded.analysis, document = excluded.document, seen_at = clock_timestamp(),
        state = CASE WHEN r.state = 'GONE' OR r.built_at < ? THEN 'OPEN' ELSE r.state END,
        plan_id = CASE WHEN r.built_at < ? THEN NULL ELSE r.plan_id END,
        baseline = CASE WHEN r.built_at < ? THEN NULL ELSE r.baseline END,
        outcome = CASE WHEN r.built_at < ? THEN NULL ELSE r.outcome END,
        built_at = CASE WHEN r.built_at < ? THEN NULL ELSE r.built_at END
      """;

  // By the index of the database and the identity.
  private static final String KNOWN =
      """
      SELECT identity, id, CASE WHEN state = 'DISMISSED' THEN dismissed_by END AS dismissed_by
      FROM recommendations WHERE database = ?
      """;

  private static final String OPEN_OTHERS =
      """
      SELECT id, table_schema, table_name FROM recommendations
      WHERE database = ? AND state = 'OPEN' AND source = ? AND analysis <> ?
      """;

  private static final String GONE =
      "UPDATE recommendations SET state = 'GONE' WHERE id = ANY (?) AND state = 'OPEN'";

  private static final String COLUMNS =
      """
      SELECT id, database, state, proposed_at, seen_at, analysis, document, dismissed_by,
             dismissed_at, plan_id, outcome
      FROM recommendations
      """;

  private static final String PAGE =
      """
      WHERE (?::text IS NULL OR database = ?) AND (?::text IS NULL OR state = ?)
        AND id BETWEEN ? AND ?
        AND (?::uuid IS NULL OR (state_place, priority, -saved_share, id) >
          (SELECT state_place, priority, -saved_share, id FROM placed WHERE id = ?))
      ORDER BY state_place, priority, saved_share DESC, id LIMIT ?
      """;

  // What is to be decided comes first.
  private static final String PLACED =
      """
      WITH placed AS (
        SELECT id, database, state, proposed_at, seen_at, analysis, document, dismissed_by,
               dismissed_at, plan_id, outcome, priority, saved_share,
               array_position(ARRAY['DID_NOT_PAY', 'OPEN', 'PLANNED', 'BUILT', 'PAID', 'DISMISSED',
                                    'GONE'], state) AS state_place
        FROM recommendations)
      SELECT id, database, state, proposed_at, seen_at, analysis, document, dismissed_by,
             dismissed_at, plan_id, outcome
      FROM placed
      """;

  private static final String DISMISS =
      """
      UPDATE recommendations SET state = 'DISMISSED', dismissed_by = ?,
        dismissed_at = clock_timestamp()
      WHERE id = ? AND state IN ('OPEN', 'GONE', 'DISMISSED')
      """;

  private static final String REOPEN =
      """
      UPDATE recommendations SET state = 'OPEN', dismissed_by = NULL, dismissed_at = NULL
      WHERE id = ? AND state IN ('OPEN', 'DISMISSED')
      """;

  private static final String PLANNED =
      """
      UPDATE recommendations SET state = 'PLANNED', plan_id = ?, dismissed_by = NULL,
        dismissed_at = NULL, look_at = clock_timestamp()
      WHERE id = ANY (?) AND state IN ('OPEN', 'GONE', 'DISMISSED', 'PLANNED')
      """;

  private final Transactions transactions;

  public RecommendationStore(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /// Stores what an analysis proposes, in its transaction. What is open on the tables that it
  /// looked at, and was proposed by the same kind of evidence, is gone where it no longer
  /// proposes it.
  void merge(Connection connection, AnalysisRows.Attempt attempt, AnalysisResult result)
      throws SQLException {
    IndexAdvice advice = result.advice();
    if (advice == null) {
      return;
    }
    String source = advice.evidence().source().name();
    Sql.batch(
        connection,
        MERGE,
        advice.indexes(),
        index ->
            Sql.row(
                UUID.randomUUID(),
                attempt.database(),
                identity(index),
                index.table().schema(),
                index.table().name(),
                source,
                index.priority(),
                index.savedShare(),
                attempt.id(),
                Json.write(index),
                attempt.startedAt(),
                attempt.startedAt(),
                attempt.startedAt(),
                attempt.startedAt(),
                attempt.startedAt()));
    List<RulePattern> looked = attempt.request().tables().stream().map(RulePattern::new).toList();
    record Other(UUID id, QualifiedName table) {}
    UUID[] gone =
        Sql.of(connection, OPEN_OTHERS, attempt.database(), source, attempt.id())
            .list(
                row ->
                    new Other(
                        row.getObject("id", UUID.class),
                        new QualifiedName(
                            row.getString("table_schema"), row.getString("table_name"))))
            .stream()
            .filter(
                other ->
                    looked.isEmpty()
                        || looked.stream().anyMatch(pattern -> pattern.matches(other.table())))
            .map(Other::id)
            .toArray(UUID[]::new);
    Sql.of(connection, GONE, (Object) gone).update();
  }

  private static String identity(AdvisedIndex index) {
    return AdviceIdentity.of(Json.write(index.table()) + "\n" + Json.write(index.definition()));
  }

  /// Indexes that an analysis proposes, each with its id and whether it is dismissed now.
  List<AdvisedIndex> known(String database, List<AdvisedIndex> indexes) throws SQLException {
    record Known(UUID id, @Nullable String dismissedBy) {}
    Map<String, Known> kept =
        transactions.statements(
            connection ->
                Sql.of(connection, KNOWN, database)
                    .map(
                        row -> row.getString("identity"),
                        row ->
                            new Known(
                                row.getObject("id", UUID.class), row.getString("dismissed_by"))));
    return indexes.stream()
        .map(
            index -> {
              Known one = kept.get(identity(index));
              return one == null ? index : index.known(one.id(), one.dismissedBy());
            })
        .toList();
  }

  Optional<RecommendationView> get(UUID id) throws SQLException {
    return transactions.statements(
        connection -> Sql.of(connection, COLUMNS + "WHERE id = ?", id).first(this::view));
  }

  List<RecommendationView> get(List<UUID> ids) throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(connection, COLUMNS + "WHERE id = ANY (?)", (Object) ids.toArray(UUID[]::new))
                .list(this::view));
  }

  /// What is to be decided first, then by priority.
  ///
  /// @param after the last of the page before; null for the first page
  List<RecommendationView> page(
      @Nullable String database,
      @Nullable State state,
      IdBeginning beginning,
      @Nullable UUID after,
      int limit)
      throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(
                    connection,
                    PLACED + PAGE,
                    database,
                    database,
                    state,
                    state,
                    beginning.first(),
                    beginning.last(),
                    after,
                    after,
                    limit)
                .list(this::view));
  }

  private RecommendationView view(ResultSet row) throws SQLException {
    @Nullable String outcome = row.getString("outcome");
    return new RecommendationView(
        row.getObject("id", UUID.class),
        row.getString("database"),
        OpenEnum.of(row.getString("state"), State.class),
        Columns.instant(row, "proposed_at"),
        Columns.instant(row, "seen_at"),
        row.getObject("analysis", UUID.class),
        Json.read(row.getString("document"), AdvisedIndex.class),
        row.getString("dismissed_by"),
        Columns.instantOrNull(row, "dismissed_at"),
        row.getObject("plan_id", UUID.class),
        outcome == null ? null : Json.read(outcome, Outcome.class));
  }

  /// False where it is planned or built.
  boolean dismiss(UUID id, String by) throws SQLException {
    return transactions.statements(connection -> Sql.of(connection, DISMISS, by, id).updateAny());
  }

  /// False where it is neither dismissed nor open.
  boolean reopen(UUID id) throws SQLException {
    return transactions.statements(connection -> Sql.of(connection, REOPEN, id).updateAny());
  }

  /// In the transaction that stores the plan.
  ///
  /// @return how many are in it now
  static int planned(Connection connection, UUID plan, List<UUID> ids) throws SQLException {
    return Sql.of(connection, PLANNED, plan, ids.toArray(UUID[]::new)).update();
  }
}
