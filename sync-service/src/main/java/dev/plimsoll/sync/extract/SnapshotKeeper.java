package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.effect.SideEffect;
import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.sync.source.SourceSnapshot;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Holds the sessions that tables' snapshots were exported from, as long as the tables are being
/// read: a snapshot keeps the source from clearing away what was deleted since, so none is held
/// longer. They end with this process; then a table that is unfinished begins a new generation.
@Singleton
public final class SnapshotKeeper {
  private static final Logger LOG = Logger.getLogger(SnapshotKeeper.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  // All others that are held are looked after behind it.
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private record Held(UUID tableId, int generation) {}

  private final PostgresConnector connector;
  private final GenerationStore generations;
  private final Effects effects;
  private final Map<Held, Connection> sessions = new ConcurrentHashMap<>();
  private final PeriodicWork work =
      PeriodicWork.every("snapshot-keeper", INTERVAL).afterAnInterval().runs(this::lookAround);

  public SnapshotKeeper(PostgresConnector connector, GenerationStore generations, Effects effects) {
    this.connector = connector;
    this.generations = generations;
    this.effects = effects;
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  @PreDestroy
  void close() {
    work.close();
    sessions.keySet().forEach(this::release);
  }

  /// The snapshot that a table is read under; exported now, and its session held here, where nobody
  /// has before.
  ///
  /// @throws PlimsollException CONFLICT where the table has begun anew meanwhile
  SourceSnapshot open(ExtractTable table, DatabaseAddress source) {
    // An answer that was lost: the noted snapshot is joined, and if it is gone with its session,
    // that is found out there.
    return effects.perform(
        SideEffect.OPEN_GENERATION,
        () -> generations.open(table, () -> export(table, source)),
        Optional::empty);
  }

  private SourceSnapshot export(ExtractTable table, DatabaseAddress source) throws SQLException {
    Connection session = connector.open(source, "plimsoll-sync snapshot " + table.id());
    try {
      SourceSession.prepare(session);
      SourceSnapshot snapshot = SourceSnapshot.export(session, table.name());
      // From here on it is held, and released when it turns out that nobody wants it.
      Connection before = sessions.put(new Held(table.id(), table.generation()), session);
      if (before != null) {
        // Exported, and then it could not be noted.
        before.close();
      }
      LOG.infof(
          "snapshot exported: table=%s generation=%d pages=%d",
          table.name(), table.generation(), snapshot.pages());
      return snapshot;
    } catch (Throwable e) {
      session.close();
      throw e;
    }
  }

  private void lookAround() throws Exception {
    work.each(sessions.keySet(), this::lookAfter);
  }

  private void lookAfter(Held held) throws SQLException {
    if (!generations.isWanted(held.tableId(), held.generation())) {
      release(held);
      return;
    }
    Connection session = sessions.get(held);
    if (session != null && !isAlive(session, SILENCE)) {
      LOG.warnf("snapshot lost: table=%s generation=%d", held.tableId(), held.generation());
      release(held);
    }
  }

  /// Something has to be said now and then, or whatever lies between takes the session for dead.
  ///
  /// @param silence after which it counts as dead, and is ended
  static boolean isAlive(Connection session, Duration silence) {
    try (Statement statement = session.createStatement()) {
      session.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }

  private void release(Held held) {
    Connection session = sessions.remove(held);
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        LOG.debugf("closing a snapshot's session: %s", Failures.message(e));
      }
    }
  }
}
