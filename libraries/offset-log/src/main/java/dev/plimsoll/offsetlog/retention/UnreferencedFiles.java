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

/// Forgets files to which nothing refers any more, and deletes the objects of those that are
/// ours. One that lies where nothing may be deleted stays, and is forgotten all the same.
///
/// Why nothing is deleted that somebody refers to: objects are deleted under the locks of their
/// files' rows, and only where the row says, under the lock, that nothing refers to it.
///
/// - Who refers to the file anew (`BatchAppend`, `SharedObjects`: `ON CONFLICT DO UPDATE`) either
///   was first, then the row says so and the object stays; or waits until the object is gone and
///   the row with it, and enters a new one. That is a reference which came after the last one had
///   gone, retention and grace over: in a topic that owns its objects, a key is used once.
/// - Who appends the file whole once more (`FileAppend`, `WholeFiles`) meets the row as long as
///   it is there, and counts up in it, or has to try again where it is gone by then.
/// - A batch that waits counts as a reference from the statement on that made it wait. Should it
///   turn out to be a duplicate, it refers to nothing after all: whoever takes the last reference
///   away puts the file on the list again, under the lock of its row.
/// - Refused batches do not count, but dead letters bear their objects' names: while one is
///   unpublished no file goes. The locks are taken before that is looked at; without references,
///   none can come after.
///
/// Who is killed after the objects were deleted leaves the rows; the next one deletes what is not
/// there, and goes on.
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

  /// What a round has done.
  ///
  /// @param files that were forgotten
  /// @param objects of them that were deleted
  /// @param left objects of them that stay, since nothing may be deleted where they are
  /// @param failed objects that could not be deleted, to be tried again
  public record Round(int files, int objects, int left, int failed, String firstFailure) {
    static final Round NOTHING = new Round(0, 0, 0, 0, "");

    /// Nothing was due, or it is not to be touched yet.
    public boolean idle() {
      return files == 0 && failed == 0;
    }
  }

  /// @param referred by a batch, after all
  private record File(
      long fileId, String bucket, String key, boolean referred, boolean shared, int attempts) {}

  /// One to be looked at later.
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

  /// Some of those that are due.
  ///
  /// @throws SQLException objects may be deleted and their rows still there: the next round does
  ///     the rest
  public Round round() throws SQLException {
    return transactions.run(this::round);
  }

  private Round round(Connection connection) throws SQLException {
    Map<Long, Integer> due = due(connection);
    if (due.isEmpty()) {
      return Round.NOTHING;
    }
    List<File> locked = lock(connection, due);
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
    // Also those that have no row any more.
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

  /// Of one bucket at a time: locks are held meanwhile.
  ///
  /// @param gone gets those whose objects are deleted
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

  private static Map<Long, Integer> due(Connection connection) throws SQLException {
    return new HashMap<>(
        Sql.of(connection, DUE, ObjectRemover.AT_ONCE)
            .map(row -> row.getLong("file_id"), row -> row.getInt("attempts")));
  }

  /// Those that are there, locked.
  private static List<File> lock(Connection connection, Map<Long, Integer> due)
      throws SQLException {
    return Sql.of(connection, LOCK, longs(due.keySet())).list(row -> file(row, due));
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
