package dev.plimsoll.postgres.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Histories of a database, to which a process' caches of its contents are tied. An asynchronous
/// failover, a restore or `pg_rewind` begins a new history: commits are lost then, and their
/// sequence numbers are assigned again.
///
/// A session stays in one history: going back ends the server's sessions, or they continue in the
/// abandoned history. So each session is checked once, on first use, and each transaction is
/// compared with its session's history without a statement. The driver's sessions must be the
/// server's, so PgBouncer's transaction pooling is not supported.
///
/// A new history has a new generation, and clears all caches. Code that uses a cache reads the
/// generation first, and requires it of the session that writes. Thread-safe.
public final class Histories {
  private static final long NONE = -1;

  private record History(DatabaseIncarnation incarnation, UUID sentinel) {}

  private final @Nullable Sentinel sentinel;
  private final Map<PGConnection, History> sessions = new WeakHashMap<>();
  private final List<Runnable> memories = new ArrayList<>();
  private @Nullable History current;
  private volatile long generation;

  /// @param sentinel in the same database
  public Histories(Sentinel sentinel) {
    this.sentinel = sentinel;
  }

  private Histories() {
    this.sentinel = null;
  }

  /// For users without caches: checks no session.
  public static Histories unwatched() {
    return new Histories();
  }

  /// Checks a session; to be called before each transaction.
  ///
  /// @param connection in auto-commit mode
  public void see(Connection connection) throws SQLException {
    if (sentinel == null) {
      return;
    }
    PGConnection session = connection.unwrap(PGConnection.class);
    if (!goesOn(session)) {
      DatabaseIncarnation incarnation = DatabaseIncarnation.read(connection);
      // A standby is checked after its promotion.
      if (!incarnation.standby()) {
        enter(connection, session, incarnation, sentinel);
      }
    }
  }

  private synchronized boolean goesOn(PGConnection session) {
    History history = sessions.get(session);
    if (history == null) {
      return false;
    }
    become(history);
    return true;
  }

  private void enter(
      Connection connection,
      PGConnection session,
      DatabaseIncarnation incarnation,
      Sentinel sentinel)
      throws SQLException {
    while (true) {
      History before = current();
      History now =
          before != null
                  && before.incarnation().equals(incarnation)
                  && sentinel.isThere(connection, before.sentinel())
              ? before
              : new History(incarnation, UUID.randomUUID());
      if (now != before) {
        sentinel.write(connection, now.sentinel());
      }
      // Where another thread was faster, its history is checked.
      if (become(before, now, session)) {
        return;
      }
    }
  }

  private synchronized @Nullable History current() {
    return current;
  }

  private synchronized boolean become(@Nullable History before, History now, PGConnection session) {
    if (current != before) {
      return false;
    }
    sessions.put(session, now);
    become(now);
    return true;
  }

  // Clears caches first: what is read meanwhile has the old generation and permits no write.
  private void become(History now) {
    if (now != current) {
      memories.forEach(Runnable::run);
      current = now;
      generation++;
    }
  }

  /// Number of changes of the history, to be read before a cache is used.
  public long generation() {
    return generation;
  }

  /// Whether no session was checked yet.
  public boolean unknown() {
    return sentinel != null && generation == 0;
  }

  /// The generation of data that a session reads, for [#remember].
  public synchronized long generation(Connection connection) throws SQLException {
    return sentinel == null || isCurrent(connection) ? generation : NONE;
  }

  private boolean isCurrent(Connection connection) throws SQLException {
    History history = sessions.get(connection.unwrap(PGConnection.class));
    return history != null && history == current;
  }

  /// Requires a generation; to be called in the transaction that writes by cached data.
  ///
  /// @param generation read before the cache
  public synchronized void require(Connection connection, long generation)
      throws HistoryChangedException, SQLException {
    if (generation(connection) != generation) {
      throw new HistoryChangedException();
    }
  }

  /// Fills a cache unless the history has changed since the data was read.
  public synchronized void remember(long generation, Runnable put) {
    if (generation == this.generation) {
      put.run();
    }
  }

  /// @param forget clears a cache, without waiting for anything
  public synchronized void forgetBy(Runnable forget) {
    if (sentinel != null) {
      memories.add(forget);
    }
  }
}
