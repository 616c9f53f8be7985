package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.SourceSnapshot;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One moment of a MariaDB that several sessions share. MariaDB cannot hand a snapshot from session
/// to session, so all of them begin theirs while nobody can write, under a global read lock.
///
/// The lock is held for as long as it takes to begin a transaction in each session, some
/// milliseconds. Whoever writes meanwhile waits; and so they do behind one who waits for the lock,
/// so that is not waited for longer than asked. It is the server that ends it, whatever becomes of
/// this process: the lock dies with its session, the wait for it by a timeout, and a session that
/// says no more by another.
///
/// Source: MariaDB documentation, FLUSH, START TRANSACTION, `lock_wait_timeout`.
public final class MariaDbSharedSnapshot implements SharedSnapshot {
  // Rights, each of which is enough; the last one is MySQL's.
  private static final Set<String> LOCKING = Set.of("ALL PRIVILEGES", "RELOAD", "FLUSH_TABLES");

  private static final String LOCK = "FLUSH TABLES WITH READ LOCK";
  private static final String UNLOCK = "UNLOCK TABLES";

  // Of a session that holds the lock and says no more, in seconds.
  private static final int LOST_AFTER_SECONDS = 10;

  // Who runs something that may write: the longest first.
  private static final String BLOCKERS =
      """
      SELECT id, user, command, time, coalesce(state, '') AS state
      FROM information_schema.processlist
      WHERE command NOT IN ('Sleep', 'Daemon', 'Binlog Dump', 'Slave_IO', 'Slave_SQL')
        AND id <> CONNECTION_ID() AND coalesce(info, '') NOT LIKE 'FLUSH TABLES WITH READ LOCK%'
        AND coalesce(info, '') NOT LIKE 'SELECT%'
        AND coalesce(state, '') NOT LIKE 'Waiting for backup lock%'
      ORDER BY time DESC LIMIT 1
      """;

  private final MariaDbStopper stopper;
  private final BlockingQueue<MariaDbSession> idle = new LinkedBlockingQueue<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final Duration locked;
  private volatile boolean closed;

  private MariaDbSharedSnapshot(
      MariaDbStopper stopper, List<MariaDbSession> sessions, Duration locked) {
    this.stopper = stopper;
    this.locked = locked;
    alive.set(sessions.size());
    idle.addAll(sessions);
  }

  /// Takes the moment that is now.
  ///
  /// @param program as the server shows it
  /// @param sessions 1 or more
  /// @param patience how long the lock may be waited for; whole seconds, 1 at least
  /// @throws PlimsollException SNAPSHOT_LOST where the lock is not to be had in that time, naming
  ///     who is in the way, or not at all, for want of a right; else why the server cannot be
  ///     reached
  public static MariaDbSharedSnapshot take(
      MariaDbConnections connector,
      DatabaseAddress address,
      String program,
      int sessions,
      Duration patience) {
    List<MariaDbSession> readers = new ArrayList<>();
    try {
      for (int i = 0; i < sessions; i++) {
        readers.add(connector.open(address, program));
      }
      Duration locked = begin(connector, address, program, readers, patience);
      return new MariaDbSharedSnapshot(new MariaDbStopper(connector, address), readers, locked);
    } catch (SQLException e) {
      readers.forEach(MariaDbSession::close);
      throw MariaDbErrors.of(e);
    } catch (RuntimeException e) {
      readers.forEach(MariaDbSession::close);
      throw e;
    }
  }

  // How long the lock was held.
  private static Duration begin(
      MariaDbConnections connector,
      DatabaseAddress address,
      String program,
      List<MariaDbSession> readers,
      Duration patience)
      throws SQLException {
    try (MariaDbSession locker = connector.open(address, program + " lock")) {
      int seconds = (int) Math.max(1, patience.toSeconds());
      locker.execute(
          "SET SESSION lock_wait_timeout = %d, wait_timeout = %d"
              .formatted(seconds, LOST_AFTER_SECONDS));
      if (locker.version().mariaDb()) {
        // What is flushed may be waited for beside the lock.
        locker.execute("SET SESSION max_statement_time = " + seconds);
      }
      List<MariaDbSession> all = new ArrayList<>(readers);
      all.add(locker);
      limit(all, patience.plusSeconds(LOST_AFTER_SECONDS));
      lock(connector, address, locker, seconds);
      long begin = System.nanoTime();
      for (MariaDbSession reader : readers) {
        reader.begin();
      }
      // Were the lock lost meanwhile, this would not be answered.
      locker.execute(UNLOCK);
      Duration held = Duration.ofNanos(System.nanoTime() - begin);
      limit(readers, Duration.ZERO);
      return held;
    }
  }

  // How long an answer may take; zero for any time.
  private static void limit(List<MariaDbSession> sessions, Duration time) throws SQLException {
    for (MariaDbSession session : sessions) {
      session.connection().setNetworkTimeout(Runnable::run, (int) time.toMillis());
    }
  }

  private static void lock(
      MariaDbConnections connector, DatabaseAddress address, MariaDbSession locker, int seconds) {
    try {
      locker.execute(LOCK);
    } catch (SQLException e) {
      throw refusal(e, connector, address, seconds);
    }
  }

  private static PlimsollException refusal(
      SQLException e, MariaDbConnections connector, DatabaseAddress address, int seconds) {
    return switch (e.getErrorCode()) {
      // Waited too long for a lock, or for the statement; interrupted by somebody.
      case 1205, 1969, 1317 ->
          new PlimsollException(
              ErrorCode.SNAPSHOT_LOST,
              "the global read lock under which its sessions would share a moment was given up after"
                  + " %d s: %s".formatted(seconds, blocker(connector, address)),
              e);
      // Denied for want of a global right.
      case 1227 ->
          new PlimsollException(
              ErrorCode.SNAPSHOT_LOST,
              "the role lacks RELOAD, for the global read lock under which its sessions would share a"
                  + " moment",
              e);
      default -> MariaDbErrors.of(e);
    };
  }

  private static String blocker(MariaDbConnections connector, DatabaseAddress address) {
    try (MariaDbSession session = connector.open(address, "plimsoll-sync blockers")) {
      return session
          .list(
              BLOCKERS,
              row ->
                  "the longest statement is of session %d of %s, for %d s (%s)"
                      .formatted(
                          row.getLong("id"),
                          row.getString("user"),
                          row.getLong("time"),
                          row.getString("state")))
          .stream()
          .findFirst()
          .orElse(
              "no statement is seen that could be in the way; a session with LOCK TABLES may be, or one"
                  + " that only a role with PROCESS sees");
    } catch (PlimsollException e) {
      return "who is in the way could not be asked: " + e.getMessage();
    }
  }

  /// Whether the role may take the lock. What it is granted by way of its default roles counts.
  ///
  /// @throws PlimsollException with what the server says
  public static boolean isPermitted(MariaDbSession session) {
    return session.list("SHOW GRANTS", row -> row.getString(1)).stream()
        .anyMatch(MariaDbSharedSnapshot::grantsLock);
  }

  /// @param grant as SHOW GRANTS writes it
  static boolean grantsLock(String grant) {
    int on = grant.indexOf(" ON *.* TO ");
    if (!grant.startsWith("GRANT ") || on < 0) {
      return false;
    }
    return List.of(grant.substring("GRANT ".length(), on).split(", ", -1)).stream()
        .anyMatch(right -> LOCKING.contains(right));
  }

  /// How long nobody could write.
  public Duration locked() {
    return locked;
  }

  /// One of the sessions that nobody reads in.
  ///
  /// @return null where none has become free in that time
  @Nullable MariaDbSession borrow(Duration patience) throws InterruptedException {
    return idle.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Takes a session back; one that is of no more use is ended.
  void giveBack(MariaDbSession session) {
    if (!closed && session.isInTransaction()) {
      idle.add(session);
      if (!closed) {
        return;
      }
      idle.remove(session);
    }
    alive.decrementAndGet();
    session.close();
  }

  MariaDbStopper stopper() {
    return stopper;
  }

  /// No session is left that sees it.
  public boolean isLost() {
    return alive.get() <= 0;
  }

  /// Says something in each session that nobody reads in, or whatever lies between takes it for
  /// dead.
  @Override
  public boolean keepAlive() {
    int sessions = idle.size();
    for (int i = 0; i < sessions; i++) {
      @Nullable MariaDbSession session = idle.poll();
      if (session != null) {
        giveBack(session);
      }
    }
    return !isLost();
  }

  /// MariaDB cannot hand it to another process.
  @Override
  public @Nullable SourceSnapshot exported() {
    return null;
  }

  /// Ends its sessions; those that are lent when they are given back.
  @Override
  public void close() {
    closed = true;
    for (@Nullable MariaDbSession session = idle.poll(); session != null; session = idle.poll()) {
      alive.decrementAndGet();
      session.close();
    }
  }
}
