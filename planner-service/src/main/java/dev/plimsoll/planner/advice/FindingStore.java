package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Rows of findings.
@ApplicationScoped
public class FindingStore {
  /// A dismissed one that frees so much more is only worse where it has doubled as well.
  private static final long MUCH_MORE_BYTES = 16L << 20;

  // By the index of the database and the identity, a row for each finding. Of what is compared
  // with the time of its dismissal, other figures change nothing: more urgent does, or twice the
  // disk.
  private static final String MERGE =
      """
      INSERT INTO findings AS f
        (id, database, identity, priority, gain_bytes, analysis, document)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (database, identity) DO UPDATE SET
        priority = excluded.priority, gain_bytes = excluded.gain_bytes,
        analysis = excluded.analysis, document = excluded.document, seen_at = clock_timestamp(),
        state = CASE
          WHEN f.state <> 'DISMISSED' THEN 'OPEN'
          WHEN excluded.priority < f.dismissed_priority THEN 'OPEN'
          WHEN f.dismissed_gain_bytes > 0
            AND excluded.gain_bytes / 2 >= f.dismissed_gain_bytes
            AND excluded.gain_bytes - f.dismissed_gain_bytes >= ? THEN 'OPEN'
          ELSE 'DISMISSED' END
      """;

  // By the same index.
  private static final String KNOWN =
      """
      SELECT id, identity, state, document, dismissed_by FROM findings
      WHERE database = ? AND state IN ('OPEN', 'DISMISSED')
      """;

  private static final String GONE =
      """
      UPDATE findings SET state = 'GONE', dismissed_by = NULL, dismissed_at = NULL,
        dismissed_priority = NULL, dismissed_gain_bytes = NULL
      WHERE id = ANY (?) AND state IN ('OPEN', 'DISMISSED')
      """;

  private static final String COLUMNS =
      """
      SELECT id, database, state, found_at, seen_at, analysis, document, priority, gain_bytes,
             dismissed_by, dismissed_at, dismissed_priority, dismissed_gain_bytes
      FROM findings
      """;

  // What is to be decided comes first. Reads what is kept of a database, or of all.
  private static final String PAGE =
      """
      WITH placed AS (
        SELECT id, database, state, found_at, seen_at, analysis, document, priority, gain_bytes,
               dismissed_by, dismissed_at, dismissed_priority, dismissed_gain_bytes,
               array_position(ARRAY['OPEN', 'DISMISSED', 'GONE'], state) AS state_place
        FROM findings)
      SELECT id, database, state, found_at, seen_at, analysis, document, priority, gain_bytes,
             dismissed_by, dismissed_at, dismissed_priority, dismissed_gain_bytes
      FROM placed
      WHERE (?::text IS NULL OR database = ?) AND (?::text IS NULL OR state = ?)
        AND id BETWEEN ? AND ?
        AND (?::uuid IS NULL OR (state_place, priority, -gain_bytes, id) >
          (SELECT state_place, priority, -gain_bytes, id FROM placed WHERE id = ?))
      ORDER BY state_place, priority, gain_bytes DESC, id LIMIT ?
      """;

  private static final String DISMISS =
      """
      UPDATE findings SET state = 'DISMISSED', dismissed_by = ?, dismissed_at = clock_timestamp(),
        dismissed_priority = priority, dismissed_gain_bytes = gain_bytes
      WHERE id = ?
      """;

  private static final String REOPEN =
      """
      UPDATE findings SET state = 'OPEN', dismissed_by = NULL, dismissed_at = NULL,
        dismissed_priority = NULL, dismissed_gain_bytes = NULL
      WHERE id = ? AND state IN ('OPEN', 'DISMISSED')
      """;

  private final Transactions transactions;

  public FindingStore(DataSource dataSource) {
    this.transactions = new Transactions(dataSource);
  }

  /// One that is kept, and not gone.
  record Kept(UUID id, String identity, State state, Finding finding, @Nullable String by) {
    @Nullable String dismissedBy() {
      return state == State.DISMISSED ? by : null;
    }
  }

  static String identity(Finding finding) {
    return AdviceIdentity.of(Json.write(List.of(finding.code(), finding.object())));
  }

  List<Kept> kept(String database) throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(connection, KNOWN, database)
                .list(
                    row ->
                        new Kept(
                            row.getObject("id", UUID.class),
                            row.getString("identity"),
                            State.valueOf(row.getString("state")),
                            Json.read(row.getString("document"), Finding.class),
                            row.getString("dismissed_by"))));
  }

  /// Findings of an analysis, each with its id and whether it is dismissed now.
  List<Finding> known(String database, List<Finding> findings) throws SQLException {
    if (findings.isEmpty()) {
      return findings;
    }
    Map<String, Kept> kept =
        kept(database).stream().collect(Collectors.toMap(Kept::identity, one -> one));
    return findings.stream()
        .map(
            finding -> {
              Kept one = kept.get(identity(finding));
              return one == null ? finding : finding.known(one.id(), one.dismissedBy());
            })
        .toList();
  }

  /// Stores what an analysis finds, in its transaction.
  ///
  /// @param gone kept ones that it has not found, as [UnfoundFindings] decides
  void merge(
      Connection connection, AnalysisRows.Attempt attempt, HealthAdvice health, Set<UUID> gone)
      throws SQLException {
    Sql.batch(
        connection,
        MERGE,
        health.findings(),
        finding ->
            Sql.row(
                UUID.randomUUID(),
                attempt.database(),
                identity(finding),
                finding.priority(),
                finding.gainBytes(),
                attempt.id(),
                Json.write(finding),
                MUCH_MORE_BYTES));
    Sql.of(connection, GONE, (Object) gone.toArray(UUID[]::new)).update();
  }

  Optional<FindingView> get(UUID id) throws SQLException {
    return transactions.statements(
        connection -> Sql.of(connection, COLUMNS + "WHERE id = ?", id).first(FindingStore::view));
  }

  /// What is to be decided first, then by priority.
  ///
  /// @param after the last of the page before; null for the first page
  List<FindingView> page(
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
                    PAGE,
                    database,
                    database,
                    state,
                    state,
                    beginning.first(),
                    beginning.last(),
                    after,
                    after,
                    limit)
                .list(FindingStore::view));
  }

  private static FindingView view(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    OpenEnum<State> state = OpenEnum.of(row.getString("state"), State.class);
    @Nullable String by = row.getString("dismissed_by");
    return new FindingView(
        id,
        row.getString("database"),
        state,
        Columns.instant(row, "found_at"),
        Columns.instant(row, "seen_at"),
        row.getObject("analysis", UUID.class),
        Json.read(row.getString("document"), Finding.class)
            .known(id, state.known() == State.DISMISSED ? by : null),
        by,
        Columns.instantOrNull(row, "dismissed_at"),
        by != null && state.known() == State.OPEN ? worse(row) : null);
  }

  private static String worse(ResultSet row) throws SQLException {
    List<String> words = new ArrayList<>();
    int priority = row.getInt("priority");
    int before = row.getInt("dismissed_priority");
    if (priority != before) {
      words.add("priority %d, which was %d".formatted(priority, before));
    }
    long bytes = row.getLong("gain_bytes");
    long bytesBefore = row.getLong("dismissed_gain_bytes");
    if (bytes != bytesBefore) {
      words.add(
          "%s to free, which were %s"
              .formatted(SizeText.bytes(bytes), SizeText.bytes(bytesBefore)));
    }
    return String.join("; ", words);
  }

  /// Not open again before it is worse than it is now.
  void dismiss(UUID id, String by) throws SQLException {
    transactions.statements(connection -> Sql.of(connection, DISMISS, by, id).update());
  }

  /// False where it is gone.
  boolean reopen(UUID id) throws SQLException {
    return transactions.statements(connection -> Sql.of(connection, REOPEN, id).updateAny());
  }
}
