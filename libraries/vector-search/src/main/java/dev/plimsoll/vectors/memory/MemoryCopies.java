package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.vectors.table.KeyColumn;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Copies of a database's tables, all of them below one limit of memory: those that were searched
/// last stay. Thread-safe.
///
/// One table is read at a time, or two would each take what is left. Meanwhile searches use the
/// copy before, or wait where there is none.
public final class MemoryCopies {
  private record Copied(QualifiedName table, String column, List<KeyColumn> key) {
    private static Copied of(VectorTable table) {
      return new Copied(table.name(), table.column().name(), table.key());
    }
  }

  private final DataSource source;
  private final ReentrantLock reader = new ReentrantLock();
  private final LinkedHashMap<Copied, VectorCopy> copies = new LinkedHashMap<>(16, 0.75f, true);

  /// @param source of sessions of their own, each for one copy
  public MemoryCopies(DataSource source) {
    this.source = source;
  }

  /// A copy of the table, read anew where it is older than that.
  ///
  /// @param limit of all copies together, in bytes
  /// @throws PlimsollException LOAD_LINE_EXCEEDED where the table alone does not fit
  public VectorCopy of(VectorTable table, long limit, Duration refreshAfter)
      throws SQLException, InterruptedException {
    Copied key = Copied.of(table);
    @Nullable VectorCopy known = known(key);
    if (known != null && isFresh(known, refreshAfter)) {
      return known;
    }
    if (known != null && !reader.tryLock()) {
      return known;
    }
    if (known == null) {
      reader.lockInterruptibly();
    }
    try {
      @Nullable VectorCopy meanwhile = known(key);
      if (meanwhile != null && isFresh(meanwhile, refreshAfter)) {
        return meanwhile;
      }
      VectorCopy fresh = read(table, limit);
      synchronized (copies) {
        copies.put(key, fresh);
      }
      return fresh;
    } finally {
      reader.unlock();
    }
  }

  private VectorCopy read(VectorTable table, long limit) throws SQLException {
    while (true) {
      try (Connection connection = source.getConnection()) {
        return CopyLoader.load(connection, table, limit - bytes());
      } catch (PlimsollException e) {
        if (e.code() != ErrorCode.LOAD_LINE_EXCEEDED || !forgetOldest()) {
          throw e;
        }
      }
    }
  }

  private boolean forgetOldest() {
    synchronized (copies) {
      if (copies.isEmpty()) {
        return false;
      }
      copies.remove(copies.sequencedKeySet().getFirst());
      return true;
    }
  }

  /// Bytes of all copies.
  public long bytes() {
    synchronized (copies) {
      return copies.values().stream().mapToLong(VectorCopy::bytes).sum();
    }
  }

  private @Nullable VectorCopy known(Copied key) {
    synchronized (copies) {
      return copies.get(key);
    }
  }

  private static boolean isFresh(VectorCopy copy, Duration refreshAfter) {
    return copy.asOf().plus(refreshAfter).isAfter(Instant.now());
  }
}
