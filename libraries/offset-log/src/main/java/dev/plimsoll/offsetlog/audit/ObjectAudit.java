package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.audit.ObjectAudit.ObjectLook.Seen;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Gatherers;

/// Audit of the objects that batches refer to: a request each, 16 at a time, in the order of the
/// files' numbers. No transaction is open meanwhile.
public final class ObjectAudit {
  private static final int AT_ONCE = 16;

  private static final String PAGE =
      """
      SELECT f.file_id, f.bucket, f.object_key, f.batch_refs FROM file f
      WHERE f.file_id > ? AND f.batch_refs > 0 ORDER BY f.file_id LIMIT ?
      """;

  /// An object without references may have gone meanwhile.
  private static final String STILL =
      "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?) AND f.batch_refs > 0";

  /// The server's estimate, from its last analysis.
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
  /// @param atMost objects, within [dev.plimsoll.contracts.bound.Bound#PAGE_OF_OBJECTS]
  /// @throws dev.plimsoll.contracts.problem.PlimsollException where the store does not answer
  public LogObjectAudit audit(long after, int atMost) throws SQLException {
    List<File> files = transactions.run(connection -> page(connection, after, atMost));
    List<Looked> wrong =
        files.stream()
            .gather(
                Gatherers.mapConcurrent(
                    AT_ONCE, file -> new Looked(file, objects.look(file.bucket(), file.key()))))
            .filter(one -> !(one.seen() instanceof Seen.There))
            .toList();
    List<Long> still =
        wrong.isEmpty()
            ? List.of()
            : transactions.run(
                connection ->
                    Sql.of(connection, STILL, longs(wrong, one -> one.file().fileId()))
                        .list(row -> row.getLong("file_id")));
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
        findings.counted());
  }

  private record Looked(File file, Seen seen) {}

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

  /// A look at whether an object exists.
  @FunctionalInterface
  public interface ObjectLook {
    sealed interface Seen {
      record There() implements Seen {}

      record Missing() implements Seen {}

      record Unreadable(String reason) implements Seen {}
    }

    /// @throws PlimsollException where the store does not answer
    Seen look(String bucket, String key);
  }
}
