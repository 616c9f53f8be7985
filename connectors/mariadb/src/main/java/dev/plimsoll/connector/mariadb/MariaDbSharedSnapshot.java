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

/// Snapshot of a MariaDB that several sessions share. MariaDB cannot export a snapshot, so all
/// sessions begin their transactions while nobody can write, under a global read lock.
///
/// The lock is held for some milliseconds, while the transactions begin. Writers wait meanwhile,
/// and they also queue behind a session that waits for the lock: so that wait is limited. The
/// server enforces all limits even if this process dies: the lock ends with its session, the wait
/// and a silent session by timeouts.
///
/// Source: MariaDB documentation, FLUSH, START TRANSACTION, `lock_wait_timeout`.
public final class MariaDbSharedSnapshot implements SharedSnapshot {
  // Any of these rights is enough; the last one is MySQL's.
  private static final Set<String> LOCKING = Set.of("ALL PRIVILEGES", "RELOAD", "FLUSH_TABLES");

  private static final String LOCK = "FLUSH TABLES WITH READ LOCK";
  private static final String UNLOCK = "UNLOCK TABLES";

  // After this silence the server ends the session that holds the lock.
  private static final int LOST_AFTER_SECONDS = 10;

  // The longest-running statement that may write.
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

  /// Takes a snapshot of now.
  ///
  /// @param program as the server shows it
  /// @param sessions 1 or more
  /// @param patience wait for the lock, whole seconds, at least 1
  /// @throws PlimsollException SNAPSHOT_LOST where the lock times out, naming the blocker, or its
  ///     right is missing; else why the server is unreachable
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

  // Returns how long the lock was held.
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
        // Flushing tables may wait, too.
        locker.execute("SET SESSION max_statement_time = " + seconds);
      }
      List<MariaDbSession> all = new ArrayList<>(readers);
      all.add(locker);
      limit(all, patience.plusSeconds(LOST_AFTER_SECONDS));
      try {
        locker.execute(LOCK);
      } catch (SQLException e) {
        throw refusal(e, connector, address, seconds);
      }
      long begin = System.nanoTime();
      for (MariaDbSession reader : readers) {
        reader.begin();
      }
      // This fails if the lock was lost meanwhile.
      locker.execute(UNLOCK);
      Duration held = Duration.ofNanos(System.nanoTime() - begin);
      limit(readers, Duration.ZERO);
      return held;
    }
  }

  // Sets the answer timeout; zero is none.
  private static void limit(List<MariaDbSession> sessions, Duration time) throws SQLException {
    for (MariaDbSession session : sessions) {
      session.connection().setNetworkTimeout(Runnable::run, (int) time.toMillis());
    }
  }

  private static PlimsollException refusal(
      SQLException e, MariaDbConnections connector, DatabaseAddress address, int seconds) {
    return switch (e.getErrorCode()) {
      // Timeout of a lock or a statement, or an interruption.
      case 1205, 1969, 1317 ->
          new PlimsollException(
              ErrorCode.SNAPSHOT_LOST,
              "the global read lock under which its sessions would share a moment was given up after"
                  + " %d s: %s".formatted(seconds, blocker(connector, address)),
              e);
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

  /// Whether the role may take the lock, also by its default roles.
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

  /// How long writers were blocked.
  public Duration locked() {
    return locked;
  }

  /// An idle session; null where none becomes idle in that time.
  @Nullable MariaDbSession borrow(Duration patience) throws InterruptedException {
    return idle.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Takes a session back; an unusable one is closed.
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

  public boolean isLost() {
    return alive.get() <= 0;
  }

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

  @Override
  public @Nullable SourceSnapshot exported() {
    return null;
  }

  @Override
  public void close() {
    closed = true;
    for (@Nullable MariaDbSession session = idle.poll(); session != null; session = idle.poll()) {
      alive.decrementAndGet();
      session.close();
    }
  }
}
