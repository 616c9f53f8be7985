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

/// Histories of a database, to which what a process remembers of it is tied. One is what an
/// asynchronous failover, a restore or `pg_rewind` takes back: commits are gone then, and the
/// numbers that they had drawn are given again.
///
/// A session lives in one history from its begin to its end: whatever takes a server back ends its
/// sessions, or lets them go on in the history that others have left. So each session is looked at
/// once, when it is first used, and every transaction is held against what its session belongs to:
/// that costs no statement. Sessions must not be exchanged behind the driver's back, as PgBouncer's
/// transaction pooling does.
///
/// One history follows another: each has a generation, and whenever it changes all is forgotten.
/// Whoever uses something remembered notes the generation first, and requires it of the session
/// that writes.
public final class Histories {
  private static final long NONE = -1;

  /// @param sentinel the row that this process wrote into it; where there is none, who is asked
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

  /// For those who remember nothing: no session is looked at.
  public static Histories unwatched() {
    return new Histories();
  }

  /// To be called before each transaction.
  ///
  /// @param connection in auto-commit mode
  public void see(Connection connection) throws SQLException {
    if (sentinel == null) {
      return;
    }
    PGConnection session = connection.unwrap(PGConnection.class);
    if (!goesOn(session)) {
      DatabaseIncarnation incarnation = DatabaseIncarnation.read(connection);
      // What a standby will be once it is promoted is seen then.
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
      // Where others were faster, what they have found is looked at.
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

  /// Forgets first: what is read meanwhile is of the generation before, and of no use to anybody
  /// who writes.
  private void become(History now) {
    if (now != current) {
      memories.forEach(Runnable::run);
      current = now;
      generation++;
    }
  }

  /// How often the history has changed: to be noted before anything remembered is looked up.
  public long generation() {
    return generation;
  }

  /// Whether it takes a session to know where this begins.
  public boolean unknown() {
    return sentinel != null && generation == 0;
  }

  /// The generation of what a session reads, for [#remember].
  public synchronized long generation(Connection connection) throws SQLException {
    return sentinel == null || isCurrent(connection) ? generation : NONE;
  }

  private boolean isCurrent(Connection connection) throws SQLException {
    History history = sessions.get(connection.unwrap(PGConnection.class));
    return history != null && history == current;
  }

  /// To be called in the transaction that writes by what was looked up.
  ///
  /// @param generation that was noted before
  public synchronized void require(Connection connection, long generation)
      throws HistoryChangedException, SQLException {
    if (generation(connection) != generation) {
      throw new HistoryChangedException();
    }
  }

  /// Remembers something, unless the history has changed since it was read.
  public synchronized void remember(long generation, Runnable put) {
    if (generation == this.generation) {
      put.run();
    }
  }

  /// @param forget empties a memory; it waits for nothing
  public synchronized void forgetBy(Runnable forget) {
    if (sentinel != null) {
      memories.add(forget);
    }
  }
}
