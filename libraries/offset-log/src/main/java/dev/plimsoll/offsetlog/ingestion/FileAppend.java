package dev.plimsoll.offsetlog.ingestion;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.group.GroupCommit;
import dev.plimsoll.offsetlog.group.GroupCommit.Answers;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Keeps whole files, those that come at the same time together: one statement and one round trip
/// for all of them, a row of the manifest for each shard of a file.
public final class FileAppend {
  private static final String APPEND =
      "WITH entered AS ("
          + FileRows.ENTER
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

  /// @param fileId of the file, also where it came before
  /// @param resent it was kept before: nothing was done, but that batches of it that were refused
  ///     are judged anew
  public record Kept(long fileId, boolean resent) {}

  private static final int FIRST_ARRAY_AGAIN = 3;

  // While the disk has one, the next is made ready. More at once would each hold less, and every
  // one of them costs the server a commit.
  private static final int AT_ONCE = 2;

  private final Transactions transactions;
  private final GroupCommit<LogFile, Kept> group;

  public FileAppend(Transactions transactions) {
    this.transactions = transactions;
    this.group = new GroupCommit<>(AT_ONCE, this::append);
  }

  /// When it returns, the file is durable; its batches get their offsets later.
  ///
  /// @throws SQLException it is not kept, or, when the answer was lost, it is: the same call again
  ///     then answers that it was
  /// @throws PlimsollException FILE_CONFLICT where the log has a file of that bucket and key with
  ///     other batches; nothing is done
  public Kept append(LogFile file) throws SQLException, InterruptedException {
    return group.commit(file);
  }

  /// Keeps files that came together, in their order, where all of them are new.
  ///
  /// @return false where one was kept before: nothing is done then. What is judged anew of it would
  ///     come after what follows it
  /// @throws SQLException as [#append(LogFile)], of all of them
  boolean appendNew(List<LogFile> files) throws SQLException {
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
    } catch (KeptBefore _) {
      return false;
    }
  }

  /// Ends the transaction.
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

  /// Alone: what becomes of it is nothing to the others.
  private static void answerAgain(
      Connection connection, LogFile file, int place, Answers<Kept> answers) {
    try {
      answers.answer(place, appendAgain(connection, file));
    } catch (SQLException | PlimsollException e) {
      answers.fail(place, e);
    }
  }

  private record Row(long fileId, ManifestRow row) {}

  /// @return those that are new
  private static Set<Long> insert(Connection connection, List<LogFile> files) throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (LogFile file : files) {
      ManifestRow.of(file.byShard()).forEach(row -> rows.add(new Row(file.fileId(), row)));
    }
    try (PreparedStatement append = connection.prepareStatement(APPEND)) {
      ArrayParameters arrays = new ArrayParameters(append);
      FileRows.bind(arrays, files);
      arrays.longs(rows, Row::fileId);
      arrays.ints(rows, row -> row.row().shard());
      arrays.ints(rows, row -> row.row().batchCount());
      arrays.bytes(rows, row -> row.row().packed());
      arrays.texts(rows, row -> row.row().producers());
      return FileRows.entered(append);
    }
  }

  /// Those of its batches that have offsets get no others.
  private static Kept appendAgain(Connection connection, LogFile file) throws SQLException {
    LogFile known;
    int refused;
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setObject(1, file.object().id());
      try (ResultSet row = find.executeQuery()) {
        if (!row.next()
            || !Objects.equals(row.getObject("fingerprint", UUID.class), file.fingerprint())) {
          throw file.conflict();
        }
        known = file.as(row.getLong("file_id"));
        refused = file.batches().size() - row.getInt("batch_refs");
      }
    }
    if (refused > 0) {
      try (PreparedStatement append = connection.prepareStatement(APPEND_AGAIN)) {
        append.setInt(1, known.batches().size());
        append.setLong(2, known.fileId());
        bind(new ArrayParameters(append, FIRST_ARRAY_AGAIN), ManifestRow.of(known.byShard()));
        if (append.executeUpdate() == 0) {
          throw new SQLException("the log has just forgotten the file; send it again", "40001");
        }
      }
    }
    return new Kept(known.fileId(), true);
  }

  private static void bind(ArrayParameters arrays, List<ManifestRow> rows) throws SQLException {
    arrays.ints(rows, ManifestRow::shard);
    arrays.ints(rows, ManifestRow::batchCount);
    arrays.bytes(rows, ManifestRow::packed);
    arrays.texts(rows, ManifestRow::producers);
  }
}
