package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.sync.extract.TaskStore.Bounds;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Keyset reading of a range of keys, by one query for what is left of it: each object is announced
/// as it is complete, and the next attempt goes on after its last row.
///
/// An idle worker may take over the end of the range meanwhile. That is looked for now and then,
/// and before each announcement. The query is then sent anew, from the last row that is still in
/// the range up to where it ends now.
final class KeyReading extends TaskReading {
  private static final int ROWS_BETWEEN_LOOKS = 1024;
  private static final long NANOS_BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();

  private final RowKey rowKey;
  private Bounds bounds;
  private long lookedAt = System.nanoTime();

  KeyReading(ClaimedTask task) {
    super(task);
    this.rowKey = new RowKey(task.definition().columns(), task.definition().keyColumns());
    this.bounds = new Bounds(task.readTask().range().upper(), task.readTask().bounds());
  }

  @Override
  int bounds() {
    return bounds.version();
  }

  // Another session each time: stopping a query that has just ended would stop the next one.
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

  // The file at hand stays, if none of its rows is beyond the end as it is now: what is taken over
  // is the middle of what was left, so that is the rule. But the moment of an earlier session, in
  // which it would be proven, has ended with that.
  private void keepWhatIsStillOurs(KeySession session) throws SQLException {
    byte[] last = lastInFile();
    String upper = bounds.upper();
    if (last == null || upper == null) {
      return;
    }
    if (provesAlone(session) && !task.definition().snapshot()) {
      abandonFile();
    } else if (!session.isBefore(rowKey.of(last), upper)) {
      abandonFile();
    }
  }

  /// Why a query was left.
  private enum Left {
    AT_ITS_END,
    /// The range ends earlier by now.
    NARROWED,
    /// The file at hand is full, and its session is to be asked for its proof.
    FOR_A_PROOF
  }

  /// @return false when the range ends earlier by now
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
    return task.definition().proof() && session.hasItsOwnMoment();
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

  // Notes the position, which others need to take over the rest.
  private boolean isNarrowed(byte[] row) throws SQLException {
    lookedAt = System.nanoTime();
    Bounds now = tools.readTasks().look(task.claim(), rowKey.of(row));
    boolean narrowed = now.version() != bounds.version();
    bounds = now;
    return narrowed;
  }

  // Whose last row is the one that was read last.
  private void completeFile(KeySession session) throws SQLException, IOException {
    Batch batch = completeFile(rowKey.of(Objects.requireNonNull(lastInFile())));
    if (task.definition().proof()) {
      batch = proven(session, batch);
    }
    take(step(List.of(batch), List.of(), false));
  }

  private Batch proven(KeySession session, Batch batch) throws SQLException, IOException {
    ReadRange range = task.readTask().range();
    return FileProof.prove(
            task, List.of(batch), () -> session.digest(range, announcedKey, batch.lastKey()))
        .getFirst();
  }
}
