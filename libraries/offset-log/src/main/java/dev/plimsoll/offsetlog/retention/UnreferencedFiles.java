package dev.plimsoll.offsetlog.retention;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Forgets files without references, and deletes their objects where topics own them. An object
/// in a place without permission stays.
///
/// Objects are deleted under the locks of their files' rows, and only while the row has no
/// references. So no referenced object is deleted:
///
/// - `BatchAppend` and `FilePlacement.SharedObjects` (`ON CONFLICT DO UPDATE`) come first, and the
///   object stays. Or they wait, and enter a new row after the deletion: a reference long after the
///   last one had gone. In a topic that owns its objects, a key is used once.
/// - `FileAppend` and `FilePlacement.WholeFiles` count up in the row, or try again when it is gone.
/// - A waiting batch is a reference from its statement on. If it is a duplicate, the transaction
///   that removes the last reference puts the file on the list again, under the row's lock.
/// - Refused batches are no references, but dead letters name their objects: no file is forgotten
///   while a refusal is unpublished. That is read under the locks; without references, none can
///   come.
///
/// After a crash the rows remain; the next round deletes missing objects, and goes on.
public final class UnreferencedFiles {
  private static final String DUE =
      """
      SELECT u.file_id, u.attempts FROM unreferenced_file u
      WHERE u.due_at <= now() ORDER BY u.due_at LIMIT ? FOR UPDATE SKIP LOCKED
      """;
  private static final String LOCK =
      """
      SELECT f.file_id, f.batch_refs, f.shared, f.bucket, f.object_key FROM file f
      WHERE f.file_id = ANY (?) ORDER BY f.object_id FOR UPDATE
      """;
  private static final String UNPUBLISHED = "SELECT FROM refusal LIMIT 1";
  private static final String FORGET_FILES = "DELETE FROM file WHERE file_id = ANY (?)";
  private static final String FORGET = "DELETE FROM unreferenced_file WHERE file_id = ANY (?)";
  private static final String AGAIN =
      """
      UPDATE unreferenced_file u
      SET attempts = u.attempts + 1, last_error = w.error,
        due_at = now() + w.pause * interval '1 millisecond'
      FROM unnest(?::bigint[], ?::bigint[], ?::text[]) AS w (file_id, pause, error)
      WHERE u.file_id = w.file_id
      """;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 9;

  /// The result of a round.
  ///
  /// @param files forgotten
  /// @param objects deleted
  /// @param left objects in places without permission to delete
  /// @param failed objects to be tried again
  public record Round(int files, int objects, int left, int failed, String firstFailure) {
    static final Round NOTHING = new Round(0, 0, 0, 0, "");

    /// Whether nothing was due, or dead letters come first.
    public boolean idle() {
      return files == 0 && failed == 0;
    }
  }

  private record File(
      long fileId, String bucket, String key, boolean referred, boolean shared, int attempts) {}

  private record Later(File file, String why) {
    long pauseMillis() {
      return FIRST_PAUSE.multipliedBy(1L << Math.min(file.attempts(), MOST_DOUBLINGS)).toMillis();
    }
  }

  private final Transactions transactions;
  private final ObjectRemover remover;

  public UnreferencedFiles(Transactions transactions, ObjectRemover remover) {
    this.transactions = transactions;
    this.remover = remover;
  }

  /// One round over some files that are due.
  ///
  /// @throws SQLException objects may be deleted while their rows remain, for the next round
  public Round round() throws SQLException {
    return transactions.run(this::round);
  }

  private Round round(Connection connection) throws SQLException {
    Map<Long, Integer> due =
        new HashMap<>(
            Sql.of(connection, DUE, ObjectRemover.AT_ONCE)
                .map(row -> row.getLong("file_id"), row -> row.getInt("attempts")));
    if (due.isEmpty()) {
      return Round.NOTHING;
    }
    List<File> locked = Sql.of(connection, LOCK, longs(due.keySet())).list(row -> file(row, due));
    if (Sql.of(connection, UNPUBLISHED).exists()) {
      return Round.NOTHING;
    }
    List<Long> gone = new ArrayList<>();
    List<Long> referred = new ArrayList<>();
    List<File> ours = new ArrayList<>();
    int left = 0;
    for (File file : locked) {
      due.remove(file.fileId());
      if (file.referred()) {
        referred.add(file.fileId());
      } else if (file.shared()) {
        gone.add(file.fileId());
      } else if (!remover.mayDelete(file.bucket(), file.key())) {
        gone.add(file.fileId());
        left++;
      } else {
        ours.add(file);
      }
    }
    int staying = gone.size();
    List<Later> failures = delete(ours, gone);
    int objects = gone.size() - staying;
    update(connection, FORGET_FILES, gone);
    // Also those without a row.
    List<Long> done = new ArrayList<>(gone);
    done.addAll(due.keySet());
    done.addAll(referred);
    update(connection, FORGET, done);
    again(connection, failures);
    return new Round(
        gone.size(),
        objects,
        left,
        failures.size(),
        failures.isEmpty() ? "" : failures.getFirst().why());
  }

  /// One bucket at a time, since locks are held.
  ///
  /// @param gone gets files with deleted objects
  private List<Later> delete(List<File> ours, List<Long> gone) {
    List<Later> failures = new ArrayList<>();
    if (!ours.isEmpty()) {
      String bucket = ours.getFirst().bucket();
      List<File> some = ours.stream().filter(file -> file.bucket().equals(bucket)).toList();
      Map<String, String> failed = remover.delete(bucket, some.stream().map(File::key).toList());
      for (File file : some) {
        String why = failed.get(file.key());
        if (why == null) {
          gone.add(file.fileId());
        } else {
          failures.add(new Later(file, why));
        }
      }
    }
    return failures;
  }

  private static File file(ResultSet row, Map<Long, Integer> due) throws SQLException {
    long fileId = row.getLong("file_id");
    return new File(
        fileId,
        row.getString("bucket"),
        row.getString("object_key"),
        row.getInt("batch_refs") > 0,
        row.getBoolean("shared"),
        due.getOrDefault(fileId, 0));
  }

  private static void update(Connection connection, String sql, List<Long> fileIds)
      throws SQLException {
    if (!fileIds.isEmpty()) {
      Sql.of(connection, sql, longs(fileIds)).update();
    }
  }

  private static void again(Connection connection, List<Later> failures) throws SQLException {
    if (!failures.isEmpty()) {
      Sql.of(
              connection,
              AGAIN,
              longs(failures, failure -> failure.file().fileId()),
              longs(failures, Later::pauseMillis),
              texts(failures, Later::why))
          .update();
    }
  }
}
