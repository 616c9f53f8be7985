package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.SnapshotLostException;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceSnapshot;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TaskLease;
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

/// Keeper of the snapshots that tables are read under. A snapshot keeps the source from vacuuming
/// dead rows, so none is held longer than its table is read. Snapshots end with this process; an
/// unfinished table then begins a new generation.
///
/// If other processes can join a snapshot at the source, any process reads its read tasks.
/// Otherwise only the process that holds it does, as long as it lives.
@Singleton
public final class SnapshotKeeper {
  private static final Logger LOG = Logger.getLogger(SnapshotKeeper.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private record Held(UUID tableId, int generation) {}

  private final ByKind<Source> sources;
  private final GenerationStore generations;
  private final SyncDatabase database;
  private final SideEffects effects;
  private final SyncConfig config;
  private final UUID process = UUID.randomUUID();
  private final Map<Held, SharedSnapshot> snapshots = new ConcurrentHashMap<>();
  private final PeriodicWork work =
      PeriodicWork.every("snapshot-keeper", INTERVAL).afterAnInterval().runs(this::poll);
  private @Nullable TaskLease alive;

  public SnapshotKeeper(
      ByKind<Source> sources,
      GenerationStore generations,
      SyncDatabase database,
      SideEffects effects,
      SyncConfig config) {
    this.sources = sources;
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
    snapshots.keySet().forEach(this::release);
    if (alive != null) {
      alive.close();
      alive = null;
    }
  }

  boolean canRead(ExtractTable table, KnownDatabase source) {
    return sources.of(source.kind()).joinsSnapshots() || snapshots.containsKey(held(table));
  }

  /// Returns the snapshot of a table; takes and holds it here if no process has.
  ///
  /// @throws SnapshotLostException if it has ended
  /// @throws PlimsollException CONFLICT if the table has begun anew, only another process can read
  ///     under the snapshot, or the table goes on without one; SNAPSHOT_LOST if it must have one
  SharedSnapshot open(ExtractTable table, KnownDatabase known) {
    Source source = sources.of(known.kind());
    SourceSnapshot noted = noted(table, known, source);
    if (source.joinsSnapshots()) {
      return source.join(noted);
    }
    UUID holder = UUID.fromString(noted.name());
    @Nullable SharedSnapshot held = snapshots.get(held(table));
    if (held != null && holder.equals(process)) {
      return held;
    }
    if (isAlive(holder)) {
      throw PlimsollException.conflict(
          table.name() + " is read by the process that holds its snapshot");
    }
    throw new SnapshotLostException("the process that held it has ended", null);
  }

  private static Held held(ExtractTable table) {
    return new Held(table.id(), table.reading().generation());
  }

  private SourceSnapshot noted(ExtractTable table, KnownDatabase known, Source source) {
    try {
      // After a lost answer the stored snapshot is used; a missing one is noticed there.
      return effects.perform(
          SideEffect.OPEN_GENERATION,
          () -> generations.open(table, () -> take(table, known, source)),
          Optional::empty);
    } catch (PlimsollException e) {
      ReadStrategy strategy = table.definition().strategy();
      if (e.code() != ErrorCode.SNAPSHOT_LOST
          || table.definition().strict()
          || strategy.needsSnapshot()) {
        throw e;
      }
      LOG.warnf("no snapshot is shared: table=%s cause=%s", table.name(), e.getMessage());
      perform(() -> generations.goOnWithoutSnapshot(table, String.valueOf(e.getMessage())));
      throw new PlimsollException(
          ErrorCode.CONFLICT, table.name() + " goes on without a shared snapshot", e);
    }
  }

  private SourceSnapshot take(ExtractTable table, KnownDatabase known, Source source)
      throws SQLException {
    if (!source.joinsSnapshots()) {
      beAlive();
    }
    SharedSnapshot taken =
        source.take(
            known.address(), "plimsoll-sync snapshot " + table.id(), table.name(), sessions(table));
    // Held from here on, and released if no reader wants it.
    SharedSnapshot before = snapshots.put(held(table), taken);
    if (before != null) { // it could not be stored
      before.close();
    }
    SourceSnapshot exported = taken.exported();
    LOG.infof(
        "snapshot taken: table=%s generation=%d pages=%d",
        table.name(), table.reading().generation(), exported == null ? 0 : exported.pages());
    return exported == null ? new SourceSnapshot(process.toString(), 0, 0) : exported;
  }

  // At most as many as this process reads at a time.
  private int sessions(ExtractTable table) {
    return table.definition().strategy() instanceof ReadStrategy.Keyset(int workers) && workers > 0
        ? Math.min(workers, config.parallelReadTasks())
        : config.parallelReadTasks();
  }

  /// Lets a table with a lost snapshot begin anew.
  void supersede(ExtractTable table, SnapshotLostException because) {
    perform(() -> generations.supersede(table, String.valueOf(because.getMessage())));
  }

  // Idempotent: a lost answer needs no read-back.
  private void perform(SideEffects.Act<Boolean> supersession) {
    effects.perform(SideEffect.SUPERSEDE_GENERATION, supersession, Optional::empty);
  }

  // A lease of this process's id, which ends with the process.
  private synchronized void beAlive() throws SQLException {
    if (alive == null) {
      alive = TaskLease.tryAcquire(database, process);
    }
  }

  private boolean isAlive(UUID other) {
    if (other.equals(process)) {
      return false;
    }
    try (TaskLease lease = TaskLease.tryAcquire(database, other)) {
      return lease == null;
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  private void poll() throws Exception {
    work.each(snapshots.keySet(), this::lookAfter);
  }

  private void lookAfter(Held held) throws SQLException {
    if (!generations.isWanted(held.tableId(), held.generation())) {
      release(held);
      return;
    }
    SharedSnapshot snapshot = snapshots.get(held);
    if (snapshot != null && !snapshot.keepAlive()) {
      LOG.warnf("snapshot lost: table=%s generation=%d", held.tableId(), held.generation());
      release(held);
    }
  }

  private void release(Held held) {
    SharedSnapshot snapshot = snapshots.remove(held);
    if (snapshot != null) {
      snapshot.close();
    }
  }
}
