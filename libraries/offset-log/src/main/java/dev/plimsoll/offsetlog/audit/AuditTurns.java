package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Turns of the audit among pods, with the result of the last one.
public final class AuditTurns {
  private static final String TAKE =
      """
      UPDATE audit_turn SET taken_until = now() + ? * interval '1 millisecond'
      WHERE taken_until <= now()
      """;
  private static final String END =
      """
      UPDATE audit_turn
      SET ended_at = now(), took_millis = ?, findings = ?, first_finding = ?, lag_records = ?
      """;
  private static final String LAST =
      """
      SELECT t.ended_at, t.took_millis, t.findings, t.first_finding, t.lag_records
      FROM audit_turn t WHERE t.ended_at IS NOT NULL
      """;

  /// The result of a turn.
  ///
  /// @param lagRecords with offsets that are not audited
  /// @param firstFinding for people; may be empty
  public record Last(
      Instant endedAt, Duration took, long findings, String firstFinding, long lagRecords) {}

  private final Transactions transactions;

  public AuditTurns(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Takes the turn if it is free.
  ///
  /// @param until the next one may take it
  public boolean take(Duration until) throws SQLException {
    return transactions.run(connection -> Sql.of(connection, TAKE, until.toMillis()).updateAny());
  }

  public void end(IncrementalAudit.Outcome outcome, Duration took) throws SQLException {
    String first = outcome.findings().first().stream().findFirst().map(AuditTurns::text).orElse("");
    transactions.run(
        connection ->
            Sql.of(
                    connection,
                    END,
                    took.toMillis(),
                    outcome.findings().count(),
                    first,
                    outcome.lagRecords())
                .update());
  }

  private static String text(AuditFinding finding) {
    return "%s in %s/%d at %d: expected %s, found %s"
        .formatted(
            finding.kind(),
            finding.topic(),
            finding.partition(),
            finding.offset(),
            finding.expected(),
            finding.found());
  }

  /// The result of the last turn; empty before the first.
  public Optional<Last> last() throws SQLException {
    return transactions.run(connection -> Sql.of(connection, LAST).first(AuditTurns::last));
  }

  private static Last last(ResultSet row) throws SQLException {
    return new Last(
        Columns.instant(row, "ended_at"),
        Duration.ofMillis(row.getLong("took_millis")),
        row.getLong("findings"),
        row.getString("first_finding"),
        row.getLong("lag_records"));
  }
}
