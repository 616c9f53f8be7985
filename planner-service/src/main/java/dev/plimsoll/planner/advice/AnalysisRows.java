package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.AnalysisView.State;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Rows of analyses. What an attempt writes is written only while the row is its own.
@ApplicationScoped
public class AnalysisRows {
  private static final String COLUMNS =
      """
      SELECT id, database, state, phase, attempt, asked_at, started_at, ended_at, request, result,
             error_code, error
      FROM analyses
      """;

  private static final String ADD =
      """
      INSERT INTO analyses (id, database, request) VALUES (?, ?, ?)
      ON CONFLICT (database) WHERE state = 'RUNNING' DO NOTHING
      """;

  private static final String CLAIM =
      """
      UPDATE analyses SET owner = ?, attempt = attempt + 1, phase = 'begins',
        started_at = clock_timestamp(), leased_until = clock_timestamp() + make_interval(secs => ?)
      WHERE id = (
        SELECT id FROM analyses
        WHERE state = 'RUNNING'
          AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, database, owner, attempt, started_at, request
      """;

  private static final String SCRATCH =
      "UPDATE analyses SET scratch = scratch || ? WHERE id = ? AND owner = ? AND state = 'RUNNING'";

  private static final String EXTEND =
      """
      UPDATE analyses SET leased_until = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ? AND owner = ? AND state = 'RUNNING'
      """;

  private static final String PHASE =
      "UPDATE analyses SET phase = ? WHERE id = ? AND owner = ? AND state = 'RUNNING'";

  private static final String DONE =
      """
      UPDATE analyses SET state = 'DONE', phase = 'done', result = ?, ended_at = clock_timestamp(),
        leased_until = NULL
      WHERE id = ? AND owner = ? AND state = 'RUNNING'
      """;

  private static final String FAILED =
      """
      UPDATE analyses SET state = 'FAILED', phase = 'failed', error_code = ?, error = ?,
        ended_at = clock_timestamp(), leased_until = NULL
      WHERE id = ? AND owner = ? AND state = 'RUNNING'
      """;

  private static final String RELEASE =
      """
      UPDATE analyses SET attempt = attempt - 1, owner = NULL, leased_until = NULL,
        phase = 'waits for a planner'
      WHERE id = ? AND owner = ? AND state = 'RUNNING'
      """;

  private static final String LEFT =
      """
      SELECT id, database, scratch FROM analyses
      WHERE scratch <> '{}' AND state <> 'RUNNING' ORDER BY ended_at LIMIT 1000
      """;

  private static final String CLEARED =
      "UPDATE analyses SET scratch = '{}' WHERE id = ? AND state <> 'RUNNING'";

  private final Transactions transactions;

  public AnalysisRows(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /// An attempt at an analysis.
  ///
  /// @param owner drawn for this attempt alone
  record Attempt(
      UUID id,
      String database,
      UUID owner,
      int number,
      Instant startedAt,
      AnalysisRequest request) {}

  /// Schemas that an ended analysis may have left in its database.
  record Left(UUID analysis, String database, List<String> schemas) {}

  /// Adds an analysis; false where one of the database runs.
  boolean add(UUID id, String database, AnalysisRequest request) throws SQLException {
    return transactions.statements(
        connection -> Sql.of(connection, ADD, id, database, Json.write(request)).updateAny());
  }

  Optional<AnalysisView> running(String database) throws SQLException {
    return first(COLUMNS + "WHERE database = ? AND state = 'RUNNING'", database);
  }

  Optional<AnalysisView> latest(String database) throws SQLException {
    return first(COLUMNS + "WHERE database = ? ORDER BY asked_at DESC, id LIMIT 1", database);
  }

  Optional<AnalysisView> latest(String database, State state) throws SQLException {
    return first(
        COLUMNS + "WHERE database = ? AND state = ? ORDER BY asked_at DESC, id LIMIT 1",
        database,
        state);
  }

  Optional<AnalysisView> get(UUID id) throws SQLException {
    return first(COLUMNS + "WHERE id = ?", id);
  }

  private Optional<AnalysisView> first(String query, Object... parameters) throws SQLException {
    return transactions.statements(
        connection -> Sql.of(connection, query, parameters).first(AnalysisRows::view));
  }

  private static AnalysisView view(ResultSet row) throws SQLException {
    @Nullable String result = row.getString("result");
    @Nullable String code = row.getString("error_code");
    return new AnalysisView(
        row.getObject("id", UUID.class),
        row.getString("database"),
        OpenEnum.of(row.getString("state"), State.class),
        row.getString("phase"),
        row.getInt("attempt"),
        Columns.instant(row, "asked_at"),
        Columns.instantOrNull(row, "started_at"),
        Columns.instantOrNull(row, "ended_at"),
        Json.read(row.getString("request"), AnalysisRequest.class),
        result == null ? null : Json.read(result, AnalysisResult.class),
        code == null
            ? null
            : Failure.of(
                ErrorCode.of(code, ErrorCode.INTERNAL.status(), code, ErrorCode.INTERNAL.fix()),
                row.getString("error")));
  }

  /// Takes one that nobody has, or whose owner was not heard of for the time of a lease.
  Optional<Attempt> claim(Duration lease) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(connection, CLAIM, UUID.randomUUID(), lease)
                .first(
                    row ->
                        new Attempt(
                            row.getObject("id", UUID.class),
                            row.getString("database"),
                            row.getObject("owner", UUID.class),
                            row.getInt("attempt"),
                            Columns.instant(row, "started_at"),
                            Json.read(row.getString("request"), AnalysisRequest.class))));
  }

  /// Remembers a schema before it is made; false where the row is another's.
  boolean makes(Attempt attempt, String schema) throws SQLException {
    return write(SCRATCH, schema, attempt.id(), attempt.owner());
  }

  boolean extend(Attempt attempt, Duration lease) throws SQLException {
    return write(EXTEND, lease, attempt.id(), attempt.owner());
  }

  void phase(Attempt attempt, String words) throws SQLException {
    write(PHASE, words, attempt.id(), attempt.owner());
  }

  boolean failed(Attempt attempt, ErrorCode code, String message) throws SQLException {
    return write(FAILED, code.value(), Bound.words(message), attempt.id(), attempt.owner());
  }

  /// Leaves it to the next planner that comes, as if this one had never taken it.
  void release(Attempt attempt) throws SQLException {
    write(RELEASE, attempt.id(), attempt.owner());
  }

  private boolean write(String statement, Object... parameters) throws SQLException {
    return transactions.statements(
        connection -> Sql.of(connection, statement, parameters).updateAny());
  }

  /// In the same transaction with the result.
  interface Follows {
    void with(Connection connection) throws SQLException;
  }

  /// Stores a result; false, and nothing is stored, where the row is another's.
  boolean done(Attempt attempt, AnalysisResult result, Follows follows) throws SQLException {
    return transactions.run(
        connection -> {
          boolean ours =
              Sql.of(connection, DONE, Json.write(result), attempt.id(), attempt.owner())
                  .updateAny();
          if (ours) {
            follows.with(connection);
          }
          return ours;
        });
  }

  List<Left> left() throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(connection, LEFT)
                .list(
                    row ->
                        new Left(
                            row.getObject("id", UUID.class),
                            row.getString("database"),
                            Columns.texts(row, "scratch"))));
  }

  void cleared(UUID analysis) throws SQLException {
    write(CLEARED, analysis);
  }
}
