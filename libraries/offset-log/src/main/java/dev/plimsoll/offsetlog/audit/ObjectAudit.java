package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.offsetlog.audit.ObjectLook.Seen;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Gatherers;

/// Looks in object storage for the objects that batches refer to: a request each, so some at a
/// time, in the order of their numbers. Whoever asks goes on where the last answer ended. No
/// transaction is open meanwhile.
public final class ObjectAudit {
  /// Objects of one answer at most.
  public static final int MOST = 1_000;

  private static final int AT_ONCE = 16;

  private static final String PAGE =
      """
      SELECT f.file_id, f.bucket, f.object_key, f.batch_refs FROM file f
      WHERE f.file_id > ? AND f.batch_refs > 0 ORDER BY f.file_id LIMIT ?
      """;

  /// Nobody needs an object to which nothing refers any more: it may have gone meanwhile.
  private static final String STILL =
      "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?) AND f.batch_refs > 0";

  /// As the server guesses; it counts when it analyses.
  private static final String ABOUT =
      "SELECT greatest(c.reltuples, 0)::bigint FROM pg_class c WHERE c.oid = 'file'::regclass";

  private record File(long fileId, String bucket, String key, int refs) {}

  private final Transactions transactions;
  private final ObjectLook objects;

  public ObjectAudit(Transactions transactions, ObjectLook objects) {
    this.transactions = transactions;
    this.objects = objects;
  }

  /// @param after the file behind which to begin; 0 for the first
  /// @param atMost objects, 1 to [#MOST]
  /// @throws dev.plimsoll.contracts.problem.PlimsollException where the store does not answer
  public LogObjectAudit audit(long after, int atMost) throws SQLException {
    List<File> files = transactions.run(connection -> page(connection, after, atMost));
    List<Looked> wrong =
        files.stream()
            .gather(Gatherers.mapConcurrent(AT_ONCE, this::look))
            .filter(one -> !(one.seen() instanceof Seen.There))
            .toList();
    Set<Long> still = wrong.isEmpty() ? Set.of() : still(wrong);
    AuditFindings findings = new AuditFindings();
    for (Looked one : wrong) {
      if (still.contains(one.file().fileId())) {
        add(findings, one.file(), one.seen());
      }
    }
    return new LogObjectAudit(
        transactions.run(connection -> Sql.of(connection, ABOUT).one(row -> row.getLong(1))),
        files.size(),
        files.isEmpty() ? after : files.getLast().fileId(),
        files.size() < atMost,
        findings.count(),
        findings.kept());
  }

  private record Looked(File file, Seen seen) {}

  private Looked look(File file) {
    return new Looked(file, objects.look(file.bucket(), file.key()));
  }

  private static void add(AuditFindings findings, File file, Seen seen) {
    String expected =
        "%s in %s, to which %d batches refer".formatted(file.key(), file.bucket(), file.refs());
    switch (seen) {
      case Seen.Missing _ -> findings.add(FindingKind.OBJECT_MISSING, expected, "no such object");
      case Seen.Unreadable(String reason) ->
          findings.add(FindingKind.OBJECT_UNREADABLE, expected, reason);
      case Seen.There _ -> {}
    }
  }

  private static List<File> page(Connection connection, long after, int atMost)
      throws SQLException {
    return Sql.of(connection, PAGE, after, atMost)
        .list(
            row ->
                new File(
                    row.getLong("file_id"),
                    row.getString("bucket"),
                    row.getString("object_key"),
                    row.getInt("batch_refs")));
  }

  private Set<Long> still(List<Looked> wrong) throws SQLException {
    return Set.copyOf(
        transactions.run(
            connection ->
                Sql.of(connection, STILL, longs(wrong, one -> one.file().fileId()))
                    .list(row -> row.getLong("file_id"))));
  }
}
