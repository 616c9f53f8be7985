package dev.plimsoll.offsetlog.append;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.bytes;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.uuids;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.group.GroupCommit;
import dev.plimsoll.offsetlog.group.GroupCommit.Answers;
import dev.plimsoll.postgres.history.HistoryChangedException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Append of whole files: concurrent ones share one statement and one round trip. The manifest
/// gets a row for each shard of a file.
public final class FileAppend {
  /// In the order of the objects' ids, so that no two statements wait for each other.
  private static final String ENTER =
      """
      INSERT INTO file (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      SELECT w.* FROM unnest(?::bigint[], ?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::text[])
        AS w (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      ORDER BY w.object_id
      ON CONFLICT (object_id) DO NOTHING
      RETURNING file_id
      """;
  private static final String APPEND =
      "WITH entered AS ("
          + ENTER
          + """
      ), kept AS (
        INSERT INTO manifest (shard, batch_count, packed, producers)
        SELECT w.shard, w.batch_count, w.packed, nullif(w.producers, '')::int[]
        FROM unnest(?::bigint[], ?::int[], ?::int[], ?::bytea[], ?::text[])
          WITH ORDINALITY AS w (file_id, shard, batch_count, packed, producers, place)
        WHERE w.file_id IN (SELECT e.file_id FROM entered e)
        -- The queue's order is a producer's: a join keeps none.
        ORDER BY w.place
      )
      SELECT e.file_id FROM entered e
      """;
  private static final String FIND =
      "SELECT f.file_id, f.fingerprint, f.batch_refs FROM file f WHERE f.object_id = ?";
  private static final String APPEND_AGAIN =
      """
      WITH counted AS (
        UPDATE file SET batch_refs = batch_refs + ? WHERE file_id = ? RETURNING file_id
      )
      INSERT INTO manifest (shard, batch_count, packed, producers)
      SELECT w.shard, w.batch_count, w.packed, nullif(w.producers, '')::int[]
      FROM counted CROSS JOIN unnest(?::int[], ?::int[], ?::bytea[], ?::text[])
        AS w (shard, batch_count, packed, producers)
      """;

  /// @param resent the log had the file: only batches that were refused are judged again
  public record Kept(long fileId, boolean resent) {}

  // While the disk has one, the next is prepared. More would hold less each and cost more commits.
  private static final int AT_ONCE = 2;

  private final Transactions transactions;
  private final GroupCommit<LogFile, Kept> group;

  public FileAppend(Transactions transactions) {
    this.transactions = transactions;
    this.group = new GroupCommit<>(AT_ONCE, this::append);
  }

  /// Makes a file durable; its batches get their offsets later.
  ///
  /// @throws SQLException the file is not durable, or it is and the answer was lost: the same
  ///     call again then answers that it is resent
  /// @throws PlimsollException FILE_CONFLICT where the log has a file of that bucket and key with
  ///     other batches
  public Kept append(LogFile file) throws SQLException, InterruptedException {
    return group.commit(file);
  }

  /// Appends several files, in one transaction if all of them are new, else one by one.
  ///
  /// @param together in the order in which they get their offsets
  /// @return why a file is refused, by its place: UNKNOWN_PARTITION or FILE_CONFLICT
  /// @throws SQLException some are durable; the same call again completes them
  public Map<Integer, PlimsollException> appendTogether(
      FileNumbering numbering, List<FileAppended> together)
      throws SQLException, InterruptedException {
    Map<Integer, PlimsollException> refused = new HashMap<>();
    List<LogFile> numbered = new ArrayList<>(together.size());
    for (int place = 0; place < together.size(); place++) {
      try {
        numbered.add(numbering.number(together.get(place)));
      } catch (PlimsollException e) {
        refused.put(place, e);
      }
    }
    if (numbered.size() < 2 || !appendNew(numbered)) {
      oneByOne(numbering, together, refused);
    }
    return refused;
  }

  private void oneByOne(
      FileNumbering numbering, List<FileAppended> together, Map<Integer, PlimsollException> refused)
      throws SQLException, InterruptedException {
    for (int place = 0; place < together.size(); place++) {
      if (!refused.containsKey(place)) {
        try {
          numbering.pass(together.get(place), this::append);
        } catch (PlimsollException e) {
          refused.put(place, e);
        }
      }
    }
  }

  /// @return false where the log has one of them: nothing is done, since its batches that are
  ///     judged again would come after those of later files
  private boolean appendNew(List<LogFile> files) throws SQLException {
    try {
      return transactions.run(
          connection -> {
            for (LogFile file : files) {
              transactions.histories().require(connection, file.generation());
            }
            if (insert(connection, files).size() < files.size()) {
              throw new KeptBefore();
            }
            return true;
          });
    } catch (KeptBefore | HistoryChangedException _) {
      // One by one they are recognized, and get their present numbers.
      return false;
    }
  }

  private static final class KeptBefore extends SQLException {
    private static final long serialVersionUID = 1L;
  }

  private void append(List<LogFile> files, Answers<Kept> answers) throws SQLException {
    transactions.statements(
        connection -> {
          append(connection, files, answers);
          return files;
        });
  }

  private void append(Connection connection, List<LogFile> files, Answers<Kept> answers)
      throws SQLException {
    for (LogFile file : files) {
      transactions.histories().require(connection, file.generation());
    }
    Set<Long> entered = insert(connection, files);
    for (int place = 0; place < files.size(); place++) {
      LogFile file = files.get(place);
      if (entered.contains(file.fileId())) {
        answers.answer(place, new Kept(file.fileId(), false));
      }
    }
    for (int place = 0; place < files.size(); place++) {
      if (!entered.contains(files.get(place).fileId())) {
        answerAgain(connection, files.get(place), place, answers);
      }
    }
  }

  /// A separate statement: its failure does not affect the others.
  private static void answerAgain(
      Connection connection, LogFile file, int place, Answers<Kept> answers) {
    try {
      answers.answer(place, appendAgain(connection, file));
    } catch (SQLException | PlimsollException e) {
      answers.fail(place, e);
    }
  }

  /// Inserts the rows of new files, without their batches.
  ///
  /// @return the ids of the new files
  public static Set<Long> enter(Connection connection, List<LogFile> files) throws SQLException {
    return entered(Sql.of(connection, ENTER, fileParameters(files)));
  }

  private static Set<Long> entered(Sql statement) throws SQLException {
    return Set.copyOf(statement.list(row -> row.getLong("file_id")));
  }

  private static @Nullable Object[] fileParameters(List<LogFile> files) {
    return Sql.row(
        longs(files, LogFile::fileId),
        uuids(files, file -> file.object().id()),
        uuids(files, LogFile::fingerprint),
        ints(files, file -> file.batches().size()),
        texts(files, file -> file.object().bucket()),
        texts(files, file -> file.object().key()));
  }

  private record Row(long fileId, ManifestRow row) {}

  private static Set<Long> insert(Connection connection, List<LogFile> files) throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (LogFile file : files) {
      ManifestRow.of(file.byShard()).forEach(row -> rows.add(new Row(file.fileId(), row)));
    }
    @Nullable Object[] rowParameters =
        Sql.row(
            longs(rows, Row::fileId),
            ints(rows, row -> row.row().shard()),
            ints(rows, row -> row.row().batchCount()),
            bytes(rows, row -> row.row().packed()),
            texts(rows, row -> row.row().producers()));
    @Nullable Object[] all =
        Stream.of(fileParameters(files), rowParameters).flatMap(Arrays::stream).toArray();
    return entered(Sql.of(connection, APPEND, all));
  }

  private record Known(long fileId, @Nullable UUID fingerprint, int batchRefs) {}

  private static Kept appendAgain(Connection connection, LogFile file) throws SQLException {
    Known known =
        Sql.of(connection, FIND, file.object().id())
            .first(
                row ->
                    new Known(
                        row.getLong("file_id"),
                        row.getObject("fingerprint", UUID.class),
                        row.getInt("batch_refs")))
            .filter(found -> file.isSame(found.fingerprint()))
            .orElseThrow(file::conflict);
    if (known.batchRefs() < file.batches().size()) {
      List<ManifestRow> rows = ManifestRow.of(file.as(known.fileId()).byShard());
      int appended =
          Sql.of(
                  connection,
                  APPEND_AGAIN,
                  file.batches().size(),
                  known.fileId(),
                  ints(rows, ManifestRow::shard),
                  ints(rows, ManifestRow::batchCount),
                  bytes(rows, ManifestRow::packed),
                  texts(rows, ManifestRow::producers))
              .update();
      if (appended == 0) {
        throw new SQLException("the log has just forgotten the file; send it again", "40001");
      }
    }
    return new Kept(known.fileId(), true);
  }
}
