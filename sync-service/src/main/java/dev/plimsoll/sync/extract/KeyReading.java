package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.sync.extract.TaskStore.Bounds;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Keyset reading of a range of keys by one query. Each object is announced when it is complete;
/// the next attempt continues after its last row.
///
/// An idle worker may take over the end of the range. This reader checks for that now and then,
/// and before each announcement. It then sends its query again, from the last row that is still in
/// the range to the new end.
final class KeyReading extends TaskReading {
  private static final int ROWS_BETWEEN_LOOKS = 1024;
  private static final long NANOS_BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();

  private final RowKey rowKey;
  private Bounds bounds;
  private long lookedAt = System.nanoTime();

  KeyReading(ClaimedTask task) {
    super(task);
    this.rowKey =
        new RowKey(task.definition().columns(), task.definition().structure().keyColumns());
    this.bounds = new Bounds(task.readTask().range().upper(), task.readTask().bounds());
  }

  @Override
  int bounds() {
    return bounds.version();
  }

  // A new session each time: cancelling a query that has just ended would cancel the next one.
  @Override
  TaskStep readRest() throws SQLException, IOException {
    while (true) {
      try (KeySession session = task.open(Source::keys)) {
        keepWhatIsStillOurs(session);
        if (isReadToItsEnd(session)) {
          return step(List.of(), List.of(), true);
        }
      }
    }
  }

  // Keeps the current file unless some of its rows are beyond the new end. That is rare: what is
  // taken over is half of what was left. A proof needs the moment of the session that has just
  // ended.
  private void keepWhatIsStillOurs(KeySession session) throws SQLException {
    byte[] last = lastInFile();
    String upper = bounds.upper();
    if (last == null || upper == null) {
      return;
    }
    if ((provesAlone(session) && !task.definition().snapshot())
        || !session.isBefore(rowKey.of(last), upper)) {
      abandonFile();
    }
  }

  /// Reason to leave a query.
  private enum Left {
    AT_ITS_END,
    NARROWED,
    /// The file is full and its session has to prove it.
    FOR_A_PROOF
  }

  /// @return false if the range ends earlier by now
  private boolean isReadToItsEnd(KeySession session) throws SQLException, IOException {
    Left left = readOn(session);
    while (left == Left.FOR_A_PROOF) {
      completeFile(session);
      left = readOn(session);
    }
    byte[] last = lastInFile();
    if (left == Left.AT_ITS_END && last != null && !isNarrowed(last)) {
      completeFile(session);
      return true;
    }
    return left == Left.AT_ITS_END && last == null;
  }

  private Left readOn(KeySession session) throws SQLException, IOException {
    boolean alone = provesAlone(session);
    try (SourceRows rows = query(session)) {
      byte[] row = rows.next();
      if (row == null) {
        countEmptyQuery();
      }
      for (int count = 1; row != null; count++) {
        add(row);
        boolean full = isFileFull();
        if ((full || isTimeToLook(count, row)) && isNarrowed(row)) {
          return Left.NARROWED;
        }
        if (full && !alone) {
          completeFile(session);
        }
        row = rows.next();
        if (full && alone && row != null) {
          return Left.FOR_A_PROOF;
        }
      }
    }
    return Left.AT_ITS_END;
  }

  private boolean provesAlone(KeySession session) {
    return task.definition().comparesWithSource() && session.hasItsOwnMoment();
  }

  private SourceRows query(KeySession session) throws SQLException {
    countQuery();
    byte[] last = lastInFile();
    return session.rows(
        task.readTask().range().upTo(bounds.upper()),
        last == null ? announcedKey : rowKey.of(last));
  }

  private boolean isTimeToLook(int count, byte[] row) {
    return (count % ROWS_BETWEEN_LOOKS == 0 || row.length >= ObjectFile.LARGE_ROW)
        && System.nanoTime() - lookedAt > NANOS_BETWEEN_LOOKS;
  }

  // Stores the position, which others need to take over the rest.
  private boolean isNarrowed(byte[] row) throws SQLException {
    lookedAt = System.nanoTime();
    Bounds now = tools.readTasks().look(task.claim(), rowKey.of(row));
    boolean narrowed = now.version() != bounds.version();
    bounds = now;
    return narrowed;
  }

  private void completeFile(KeySession session) throws SQLException, IOException {
    Batch batch = completeFile(rowKey.of(Objects.requireNonNull(lastInFile())));
    if (task.definition().comparesWithSource()) {
      List<String> lastKey = batch.lastKey();
      batch =
          FileProof.prove(
                  task,
                  List.of(batch),
                  () -> session.digest(task.readTask().range(), announcedKey, lastKey))
              .getFirst();
    }
    take(step(List.of(batch), List.of(), false));
  }
}
