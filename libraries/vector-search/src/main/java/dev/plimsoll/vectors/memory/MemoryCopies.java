package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.table.KeyColumn;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Copies of a database's tables, below a limit of their own and below the line of all databases'
/// copies. Where the limit is reached, those of its tables stay that were searched last; where the
/// line is, those of all. Thread-safe.
///
/// A table that is expected not to fit alone takes no other's room.
///
/// One table is read at a time, or two would each take what is left. Meanwhile searches use the
/// copy before, or wait where there is none.
public final class MemoryCopies implements AutoCloseable {
  private record Copied(QualifiedName table, String column, List<KeyColumn> key) {
    private static Copied of(VectorTable table) {
      return new Copied(table.name(), table.column().name(), table.key());
    }
  }

  /// @param use number of its last use
  private record Held(VectorCopy copy, long use) {}

  private static final Duration LOOK = Duration.ofMillis(50);

  private final DataSource source;
  private final MemoryLine line;
  private final LinkedHashMap<Copied, Held> copies = new LinkedHashMap<>(16, 0.75f, true);

  /// @param source of sessions of their own, each for one copy
  /// @param line of all databases' copies
  public MemoryCopies(DataSource source, MemoryLine line) {
    this.source = source;
    this.line = line;
    line.add(this);
  }

  /// A copy of the table, read anew where it is older than that.
  ///
  /// @param limit of all copies together, in bytes
  /// @param cancellation of the search that asks, which ends its reading and waiting
  /// @throws PlimsollException LOAD_LINE_EXCEEDED where the table alone does not fit
  public VectorCopy of(
      VectorTable table, long limit, Duration refreshAfter, Cancellation cancellation)
      throws SQLException, InterruptedException {
    Copied key = Copied.of(table);
    @Nullable VectorCopy known = known(key);
    if (known != null && isFresh(known, refreshAfter)) {
      return known;
    }
    ReentrantLock reader = line.reader();
    if (known != null && !reader.tryLock()) {
      return known;
    }
    while (known == null && !reader.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      cancellation.check();
    }
    try {
      @Nullable VectorCopy meanwhile = known(key);
      if (meanwhile != null && isFresh(meanwhile, refreshAfter)) {
        return meanwhile;
      }
      VectorCopy fresh = read(table, limit, cancellation);
      synchronized (copies) {
        copies.put(key, new Held(fresh, line.nextUse()));
      }
      return fresh;
    } finally {
      reader.unlock();
    }
  }

  private VectorCopy read(VectorTable table, long limit, Cancellation cancellation)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      return read(connection, table, new CopyRoom(this, line, limit), cancellation);
    }
  }

  private static VectorCopy read(
      Connection connection, VectorTable table, CopyRoom room, Cancellation cancellation)
      throws SQLException {
    Cancellation.Cancellable reading = () -> stop(connection);
    cancellation.reaches(reading);
    try {
      // One that was cancelled before has ended no statement.
      cancellation.check();
      return CopyLoader.load(connection, table, room);
    } catch (SQLException e) {
      cancellation.check();
      throw e;
    } finally {
      cancellation.leaves(reading);
    }
  }

  // The server's end, which may wait for a lock, and then ours: the server may have had no
  // statement yet.
  private static void stop(Connection connection) {
    try (connection) {
      connection.unwrap(PGConnection.class).cancelQuery();
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is of no use any more either way.
    }
  }

  /// Number of the use of the copy that was used longest ago; the greatest for none.
  long oldestUse() {
    synchronized (copies) {
      return copies.isEmpty() ? Long.MAX_VALUE : copies.firstEntry().getValue().use();
    }
  }

  /// Forgets the copy that was used longest ago.
  ///
  /// @return false where there is none
  boolean forgetOldest() {
    synchronized (copies) {
      return copies.pollFirstEntry() != null;
    }
  }

  /// Bytes of all copies.
  public long bytes() {
    synchronized (copies) {
      return copies.values().stream().mapToLong(held -> held.copy().bytes()).sum();
    }
  }

  private @Nullable VectorCopy known(Copied key) {
    synchronized (copies) {
      @Nullable Held held =
          copies.computeIfPresent(key, (_, before) -> new Held(before.copy(), line.nextUse()));
      return held == null ? null : held.copy();
    }
  }

  private static boolean isFresh(VectorCopy copy, Duration refreshAfter) {
    return copy.asOf().plus(refreshAfter).isAfter(Instant.now());
  }

  @Override
  public void close() {
    line.remove(this);
    synchronized (copies) {
      copies.clear();
    }
  }
}
