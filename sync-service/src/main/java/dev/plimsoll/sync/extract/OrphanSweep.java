package dev.plimsoll.sync.extract;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.statement.Sql;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Sweep of objects and uploads that killed processes have left in the bucket. A read task that is
/// resumed clears up after itself; one that is done, cancelled or failed does not.
///
/// Only keys of this database's own read tasks are considered. Of those, what is older than the
/// configured age and in no batch, neither here nor in the log, is removed. The lease of the read
/// task is held meanwhile; a worker that has lost it without knowing cannot announce anything.
/// Several processes may sweep at a time.
@Singleton
public final class OrphanSweep {
  // An extract needs no other sweep if it had ended long before the last one: twice the age of a
  // leftover, and 10 s for workers that heard of the end late.
  private static final String TO_SWEEP =
      """
      SELECT e.id FROM extract e
      WHERE e.swept_at IS NULL OR EXISTS (
        SELECT FROM extract_table t
        WHERE t.extract_id = e.id
          AND (t.ended_at IS NULL OR t.ended_at + make_interval(secs => 2 * ? + 10) >= e.swept_at))
      ORDER BY e.started_at
      """;

  private static final String NOTE = "UPDATE extract SET swept_at = ? WHERE id = ?";

  private static final String ANNOUNCED =
      """
      SELECT b.object_key FROM batch b JOIN extract_table t ON t.id = b.table_id
      WHERE t.extract_id = ?
      """;

  private static final String READ_TASK =
      """
      SELECT s.id, t.log_topic FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE t.extract_id = ? AND t.ordinal = ? AND s.number = ?
      """;

  // Attempt 0 was never begun and has left nothing.
  private static final String FENCE =
      "UPDATE read_task SET attempt = attempt + 1 WHERE id = ? AND NOT done AND attempt > 0";

  // Listing a bucket of millions of objects.
  private static final Duration MAY_TAKE = Duration.ofHours(1);

  /// Read task and the topic that its batches were announced to.
  private record Swept(UUID id, String topic) {}

  private final TaskStore readTasks;
  private final SyncDatabase database;
  private final ObjectStore objects;
  private final LeftoverRemoval removal;
  private final Clock clock;
  private final Duration age;
  private final PeriodicWork work;

  public OrphanSweep(
      TaskStore readTasks,
      SyncDatabase database,
      ObjectStore objects,
      LeftoverRemoval removal,
      Clock clock,
      SyncConfig config) {
    this.readTasks = readTasks;
    this.database = database;
    this.objects = objects;
    this.removal = removal;
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

  private void round() throws Exception {
    List<UUID> toSweep =
        database.ask(
            connection ->
                Sql.of(connection, TO_SWEEP, age).list(row -> row.getObject("id", UUID.class)));
    work.each(toSweep, this::sweep);
  }

  private void sweep(UUID extractId) throws SQLException {
    Instant begun = database.ask(SyncDatabase::now);
    String prefix = ObjectKeys.prefix(objects, extractId);
    List<String> announced =
        database.ask(
            connection ->
                Sql.of(connection, ANNOUNCED, extractId).list(row -> row.getString("object_key")));
    List<Leftover> leftovers =
        objects.leftovers(prefix, clock.instant().minus(age), Set.copyOf(announced));
    // Keys of another form or of an unknown read task are not ours.
    Map<ObjectKeys.Place, List<Leftover>> byPlace =
        leftovers.stream()
            .filter(leftover -> ObjectKeys.place(prefix, leftover.key()).isPresent())
            .collect(
                Collectors.groupingBy(
                    leftover -> ObjectKeys.place(prefix, leftover.key()).orElseThrow()));
    boolean all = true;
    for (Map.Entry<ObjectKeys.Place, List<Leftover>> left : byPlace.entrySet()) {
      Optional<Swept> readTask = readTask(extractId, left.getKey());
      all &= readTask.isEmpty() || remove(readTask.get(), left.getValue());
    }
    if (all) {
      database.tell(connection -> Sql.of(connection, NOTE, begun, extractId).update());
    }
  }

  /// @return false if a worker holds the read task, or the log could not be asked
  private boolean remove(Swept readTask, List<Leftover> leftovers) throws SQLException {
    UUID id = readTask.id();
    try (TaskLease lease = TaskLease.tryAcquire(database, id)) {
      if (lease == null) {
        return false;
      }
      // A worker that has lost this lease without knowing can announce nothing any more.
      database.tell(connection -> Sql.of(connection, FENCE, id).update());
      Set<String> announced = readTasks.announced(id);
      return removal.remove(
          readTask.topic(),
          leftovers.stream()
              .filter(leftover -> leftover.isUpload() || !announced.contains(leftover.key()))
              .toList());
    }
  }

  private Optional<Swept> readTask(UUID extractId, ObjectKeys.Place place) {
    return database.ask(
        connection ->
            Sql.of(connection, READ_TASK, extractId, place.ordinal(), place.readTask())
                .first(
                    row -> new Swept(row.getObject("id", UUID.class), row.getString("log_topic"))));
  }
}
