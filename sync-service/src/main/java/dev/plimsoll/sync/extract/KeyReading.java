package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.sync.extract.KeyRangeStore.Bounds;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One query for what is left of a range of keys, in their order: each object is told of as it is
/// complete, and the next attempt goes on after its last row.
///
/// An idle worker may take over the end of the range meanwhile. That is looked for now and then,
/// and before anything is told; the query is then sent anew, from the last row that is still ours
/// up to where the range ends now.
final class KeyReading {
  private static final int ROWS_BETWEEN_LOOKS = 1024;
  private static final long NANOS_BETWEEN_LOOKS = Duration.ofSeconds(1).toNanos();

  private final ClaimedTask task;
  private final TaskTools tools;
  private final RowKey rowKey;
  private Bounds bounds;
  private long nextSequence;
  private List<String> announcedKey;
  private int tries;
  private int emptyQueries;
  private long lookedAt = System.nanoTime();

  private @Nullable ObjectFile file;
  private byte @Nullable [] lastInFile;

  KeyReading(ClaimedTask task) {
    this.task = task;
    this.tools = task.tools();
    this.rowKey = new RowKey(task.definition().columns(), task.definition().keyColumns());
    bounds = new Bounds(task.readTask().range().upper(), task.readTask().bounds());
    nextSequence = task.readTask().nextSequence();
    announcedKey = task.readTask().lastKey();
  }

  void read() {
    tools.effects().retrying("read task " + task.readTask().id(), this::readRest);
    task.take(new TaskStep(List.of(), List.of(), true, emptyQueries, bounds.version()));
  }

  // From the last announced row on.
  private boolean readRest() throws SQLException, IOException {
    if (tries > 0 || task.readTask().attempt() > 1) {
      task.sweep();
    }
    tries++;
    // Another session each time: stopping a query that has just ended would stop the next one.
    try {
      while (true) {
        try (KeySession session = task.open(Source::keys)) {
          keepWhatIsStillOurs(session);
          if (isReadToItsEnd(session)) {
            return true;
          }
        }
      }
    } finally {
      abandonFile();
    }
  }

  // The file at hand stays, if none of its rows is beyond the end as it is now: what is taken over
  // is the middle of what was left, so that is the rule. But the moment of an earlier session, in
  // which it would be proven, has ended with that.
  private void keepWhatIsStillOurs(KeySession session) throws SQLException {
    byte[] last = lastInFile;
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
    byte[] last = lastInFile;
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
        emptyQueries++;
        tools.metrics().emptyQuery();
      }
      for (int count = 1; row != null; count++) {
        ObjectFile open = file();
        open.add(row);
        lastInFile = row;
        boolean full = open.isFull();
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
    tools.readTasks().countQuery(task.claim().table().id());
    tools.metrics().query();
    byte[] last = lastInFile;
    return session.rows(
        task.readTask().range().upTo(bounds.upper()),
        last == null ? announcedKey : rowKey.of(last));
  }

  private boolean isTimeToLook(int count, byte[] row) {
    return (count % ROWS_BETWEEN_LOOKS == 0 || row.length >= ObjectFile.LARGE_ROW)
        && System.nanoTime() - lookedAt > NANOS_BETWEEN_LOOKS;
  }

  // Tells how far this is, which is what others need to know to take over the rest.
  private boolean isNarrowed(byte[] row) throws SQLException {
    lookedAt = System.nanoTime();
    Bounds now = tools.keyRanges().look(task.claim(), rowKey.of(row));
    boolean narrowed = now.version() != bounds.version();
    bounds = now;
    return narrowed;
  }

  private ObjectFile file() throws IOException {
    ObjectFile open = file;
    if (open == null) {
      open = ObjectFile.begin(task, nextSequence);
      file = open;
    }
    return open;
  }

  // Whose last row is the one that was read last.
  private void completeFile(KeySession session) throws SQLException, IOException {
    ObjectFile open = Objects.requireNonNull(file);
    Batch batch = open.complete(rowKey.of(Objects.requireNonNull(lastInFile)));
    abandonFile();
    if (task.definition().proof()) {
      batch = proven(session, batch);
    }
    task.take(new TaskStep(List.of(batch), List.of(), false, emptyQueries, bounds.version()));
    nextSequence = batch.sequence() + 1;
    announcedKey = batch.lastKey();
  }

  private Batch proven(KeySession session, Batch batch) throws SQLException, IOException {
    ReadRange range = task.readTask().range();
    return FileProof.prove(
            task, List.of(batch), () -> session.digest(range, announcedKey, batch.lastKey()))
        .getFirst();
  }

  private void abandonFile() {
    ObjectFile open = file;
    file = null;
    lastInFile = null;
    if (open != null) {
      open.close();
    }
  }
}
