package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.offsetlog.audit.ObjectLook.Seen;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

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
  public LogObjectAudit audit(long after, int atMost) throws SQLException, InterruptedException {
    List<File> files = transactions.run(connection -> page(connection, after, atMost));
    Map<File, Seen> wrong = look(files);
    Set<Long> still = wrong.isEmpty() ? Set.of() : still(wrong.keySet());
    AuditFindings findings = new AuditFindings();
    for (File file : files) {
      Seen seen = wrong.get(file);
      if (seen != null && still.contains(file.fileId())) {
        add(findings, file, seen);
      }
    }
    return new LogObjectAudit(
        transactions.run(ObjectAudit::about),
        files.size(),
        files.isEmpty() ? after : files.getLast().fileId(),
        files.size() < atMost,
        findings.count(),
        findings.kept());
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
    try (PreparedStatement read = connection.prepareStatement(PAGE)) {
      read.setLong(1, after);
      read.setInt(2, atMost);
      List<File> files = new ArrayList<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          files.add(
              new File(
                  rows.getLong("file_id"),
                  rows.getString("bucket"),
                  rows.getString("object_key"),
                  rows.getInt("batch_refs")));
        }
      }
      return files;
    }
  }

  private static long about(Connection connection) throws SQLException {
    try (Statement read = connection.createStatement();
        ResultSet row = read.executeQuery(ABOUT)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Set<Long> still(Set<File> files) throws SQLException {
    return transactions.run(
        connection -> {
          try (PreparedStatement read = connection.prepareStatement(STILL)) {
            read.setObject(1, files.stream().mapToLong(File::fileId).toArray());
            Set<Long> still = new HashSet<>();
            try (ResultSet rows = read.executeQuery()) {
              while (rows.next()) {
                still.add(rows.getLong("file_id"));
              }
            }
            return still;
          }
        });
  }

  /// @return those that were not seen to be there
  private Map<File, Seen> look(List<File> files) throws InterruptedException {
    Semaphore free = new Semaphore(AT_ONCE);
    Map<File, Seen> wrong = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<File, Future<Seen>> looks = new LinkedHashMap<>();
      for (File file : files) {
        free.acquire();
        looks.put(
            file,
            threads.submit(
                () -> {
                  try {
                    return objects.look(file.bucket(), file.key());
                  } finally {
                    free.release();
                  }
                }));
      }
      for (Map.Entry<File, Future<Seen>> look : looks.entrySet()) {
        Seen seen = result(look.getValue());
        if (!(seen instanceof Seen.There)) {
          wrong.put(look.getKey(), seen);
        }
      }
    }
    return wrong;
  }

  private static Seen result(Future<Seen> look) throws InterruptedException {
    try {
      return look.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw new CompletionException(e.getCause());
    }
  }
}
