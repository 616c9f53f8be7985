package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.effect.SideEffect;
import dev.plimsoll.sync.source.KeySession;
import dev.plimsoll.sync.source.SnapshotLostException;
import dev.plimsoll.sync.source.SourceSnapshot;
import dev.plimsoll.sync.source.Strategy;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbReader;
import dev.plimsoll.sync.source.mariadb.MariaDbSharedSnapshot;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Holds the moments of MariaDBs that tables are read of, as long as they are being read. Their
/// sessions cannot be joined from elsewhere: splits of such a table are read by the process that
/// holds its moment, and left to it by others as long as it lives. It is gone with that process;
/// then the table, unfinished, begins a new generation.
@Singleton
public final class SharedSnapshotKeeper {
  private static final Logger LOG = Logger.getLogger(SharedSnapshotKeeper.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private record Held(UUID tableId, int generation) {}

  private final MariaDbConnector connector;
  private final MariaDbReader reader;
  private final GenerationStore generations;
  private final SyncDatabase database;
  private final Effects effects;
  private final SyncConfig config;
  private final UUID process = UUID.randomUUID();
  private final Map<Held, MariaDbSharedSnapshot> moments = new ConcurrentHashMap<>();
  private final PeriodicWork work =
      PeriodicWork.every("moment-keeper", BETWEEN_LOOKS).afterAnInterval().runs(this::lookAround);
  private @Nullable SplitLease alive;

  public SharedSnapshotKeeper(
      MariaDbConnector connector,
      MariaDbReader reader,
      GenerationStore generations,
      SyncDatabase database,
      Effects effects,
      SyncConfig config) {
    this.connector = connector;
    this.reader = reader;
    this.generations = generations;
    this.database = database;
    this.effects = effects;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  @PreDestroy
  synchronized void close() {
    work.close();
    moments.keySet().forEach(this::release);
    if (alive != null) {
      alive.close();
      alive = null;
    }
  }

  /// Whether sessions may share a moment at all.
  static boolean isEnabled(SyncConfig config) {
    return config.momentPatience().toSeconds() > 0;
  }

  /// Whether a table is read of a moment that this process holds.
  boolean holds(ExtractTable table) {
    return moments.containsKey(new Held(table.id(), table.generation()));
  }

  /// A session of the moment that a table is read of; which is taken now where nobody has before.
  ///
  /// @throws SnapshotLostException when no session is left that sees it
  /// @throws PlimsollException CONFLICT where another process holds it, or where it is not to be
  ///     had and the table is read without one from here on; SNAPSHOT_LOST where it must have one
  KeySession open(SplitTask task) {
    ExtractTable table = task.claim().table();
    MariaDbSharedSnapshot moment = moment(table, task.source());
    while (!moment.isLost()) {
      task.requireRunning();
      Optional<KeySession> session = borrow(moment, table);
      if (session.isPresent()) {
        return session.get();
      }
    }
    throw new SnapshotLostException("the sessions that shared it have ended", null);
  }

  private Optional<KeySession> borrow(MariaDbSharedSnapshot moment, ExtractTable table) {
    try {
      return reader.keys(moment, table.inMariaDb(), BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }

  private MariaDbSharedSnapshot moment(ExtractTable table, DatabaseAddress source) {
    SourceSnapshot noted = noted(table, source);
    @Nullable MariaDbSharedSnapshot held = moments.get(new Held(table.id(), table.generation()));
    if (held != null) {
      return held;
    }
    if (isAlive(UUID.fromString(noted.name()))) {
      throw new PlimsollException(
          ErrorCode.CONFLICT, table.name() + " is read by the process that holds its moment");
    }
    throw new SnapshotLostException("the process that held it has ended", null);
  }

  private SourceSnapshot noted(ExtractTable table, DatabaseAddress source) {
    try {
      // An answer that was lost: what is noted is looked for here, and if it is another's, there.
      return effects.perform(
          SideEffect.OPEN_GENERATION,
          () -> generations.open(table, () -> take(table, source)),
          Optional::empty);
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.SNAPSHOT_LOST || table.definition().strict()) {
        throw e;
      }
      goOnWithout(table, e);
      throw new PlimsollException(
          ErrorCode.CONFLICT, table.name() + " goes on without a shared moment", e);
    }
  }

  private SourceSnapshot take(ExtractTable table, DatabaseAddress source) throws SQLException {
    beAlive();
    MariaDbSharedSnapshot moment =
        MariaDbSharedSnapshot.take(
            connector,
            source,
            "plimsoll-sync moment " + table.id(),
            sessions(table),
            config.momentPatience());
    @Nullable MariaDbSharedSnapshot before =
        moments.put(new Held(table.id(), table.generation()), moment);
    if (before != null) {
      before.close();
    }
    LOG.infof(
        "moment taken: table=%s generation=%d locked=%s",
        table.name(), table.generation(), moment.locked());
    return new SourceSnapshot(process.toString(), 0, 0);
  }

  // As many as this process can read in at a time.
  private int sessions(ExtractTable table) {
    return table.definition().strategy() instanceof Strategy.Keyset(int workers) && workers > 0
        ? Math.min(workers, config.parallelSplits())
        : config.parallelSplits();
  }

  private void goOnWithout(ExtractTable table, PlimsollException because) {
    LOG.warnf("no moment is shared: table=%s cause=%s", table.name(), because.getMessage());
    effects.perform(
        SideEffect.SUPERSEDE_GENERATION,
        () -> {
          generations.goOnWithoutSnapshot(table, String.valueOf(because.getMessage()));
          return true;
        },
        // Said twice, it is the same.
        Optional::empty);
  }

  // A lease of this process's own id, which ends with it.
  private synchronized void beAlive() throws SQLException {
    if (alive == null) {
      alive = SplitLease.tryAcquire(database, process);
    }
  }

  private boolean isAlive(UUID other) {
    if (other.equals(process)) {
      return false;
    }
    try (SplitLease lease = SplitLease.tryAcquire(database, other)) {
      return lease == null;
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private void lookAround() throws Exception {
    work.each(moments.keySet(), this::lookAfter);
  }

  private void lookAfter(Held held) throws SQLException {
    @Nullable MariaDbSharedSnapshot moment = moments.get(held);
    if (moment != null && generations.isWanted(held.tableId(), held.generation())) {
      moment.keepAlive();
    } else {
      release(held);
    }
  }

  private void release(Held held) {
    MariaDbSharedSnapshot moment = moments.remove(held);
    if (moment != null) {
      moment.close();
    }
  }
}
