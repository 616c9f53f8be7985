package dev.plimsoll.sync.extract;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectStore.Leftover;
import dev.plimsoll.sync.table.ObjectKeys;
import dev.plimsoll.sync.table.TaskLease;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Removes what killed processes have left in the bucket and nobody will go on with: a read task
// that
/// is taken up again clears up after itself, but one that is done, cancelled or failed is not.
///
/// Only keys of this database's own read tasks are looked at. Of these, only what is older than the
/// configured age and in no batch is removed, while this holds the read task's lease, so that
// nobody
/// works on it; and whoever has lost that lease without knowing is refused what it has not
/// announced yet. Several processes may sweep at a time.
@Singleton
public final class OrphanSweep {

  // A bucket of millions is listed.
  private static final Duration MAY_TAKE = Duration.ofHours(1);

  private final SweepStore store;
  private final TaskStore readTasks;
  private final SyncDatabase database;
  private final ObjectStore objects;
  private final Clock clock;
  private final Duration age;
  private final PeriodicWork work;

  public OrphanSweep(
      SweepStore store,
      TaskStore readTasks,
      SyncDatabase database,
      ObjectStore objects,
      Clock clock,
      SyncConfig config) {
    this.store = store;
    this.readTasks = readTasks;
    this.database = database;
    this.objects = objects;
    this.clock = clock;
    this.age = config.sweep().age();
    this.work =
        PeriodicWork.every("orphan-sweep", config.sweep().interval())
            .mayTake(MAY_TAKE)
            .runs(this::round);
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  // What cannot be removed of one extract must not keep that of all later ones.
  private void round() throws Exception {
    work.each(store.toSweep(age), this::sweep);
  }

  private void sweep(UUID extractId) throws SQLException {
    Instant begun = store.now();
    String prefix = ObjectKeys.prefix(objects, extractId);
    List<Leftover> leftovers =
        objects.leftovers(prefix, clock.instant().minus(age), store.announced(extractId));
    boolean all = true;
    for (Map.Entry<UUID, List<Leftover>> readTask :
        byReadTask(extractId, prefix, leftovers).entrySet()) {
      all &= remove(readTask.getKey(), readTask.getValue());
    }
    if (all) {
      store.note(extractId, begun);
    }
  }

  // What has another form of key than ours, or is of a read task that we do not know, is not ours.
  private Map<UUID, List<Leftover>> byReadTask(
      UUID extractId, String prefix, List<Leftover> leftovers) throws SQLException {
    Map<ObjectKeys.Place, List<Leftover>> byPlace =
        leftovers.stream()
            .filter(leftover -> ObjectKeys.place(prefix, leftover.key()).isPresent())
            .collect(
                Collectors.groupingBy(
                    leftover -> ObjectKeys.place(prefix, leftover.key()).orElseThrow()));
    Map<UUID, List<Leftover>> byReadTask = new HashMap<>();
    for (Map.Entry<ObjectKeys.Place, List<Leftover>> place : byPlace.entrySet()) {
      Optional<UUID> readTask = store.readTask(extractId, place.getKey());
      readTask.ifPresent(id -> byReadTask.put(id, place.getValue()));
    }
    return byReadTask;
  }

  /// @return false where somebody works on the read task
  private boolean remove(UUID readTaskId, List<Leftover> leftovers) throws SQLException {
    try (TaskLease lease = TaskLease.tryAcquire(database, readTaskId)) {
      if (lease == null) {
        return false;
      }
      store.fence(readTaskId);
      Set<String> announced = readTasks.announced(readTaskId);
      for (Leftover leftover : leftovers) {
        if (leftover.uploadId() != null || !announced.contains(leftover.key())) {
          objects.remove(leftover);
        }
      }
      return true;
    }
  }
}
