package dev.plimsoll.sync.extract;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Progress of reading: stores, twice a second, the rows that were read and are in no announced
/// batch. Large files take long; a person who looks every second sees them grow.
@Singleton
public final class ReadingProgress {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private static final String NOTE =
      """
      UPDATE read_task SET rows_unannounced = ?
      WHERE id = ? AND attempt = ? AND NOT done
      """;

  private final SyncDatabase database;
  private final TableProgress progress;
  private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
  private final PeriodicWork work =
      PeriodicWork.every("reading-progress", INTERVAL).afterAnInterval().runs(this::tell);

  public ReadingProgress(SyncDatabase database, TableProgress progress) {
    this.database = database;
    this.progress = progress;
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  @PreDestroy
  void close() {
    work.close();
  }

  /// Meter of the rows of one attempt. Counted and closed by the reading thread.
  static final class Meter implements AutoCloseable {
    private final ReadingProgress progress;
    private final ReadTask readTask;
    // Rows of complete files that are not announced.
    private long complete;
    private volatile long rows;
    // Of the thread that stores progress.
    private boolean seen;
    private long told;

    private Meter(ReadingProgress progress, ReadTask readTask) {
      this.progress = progress;
      this.readTask = readTask;
    }

    void writing(long rowsOfFile) {
      rows = complete + rowsOfFile;
    }

    void completed(long rowsOfFile) {
      complete += rowsOfFile;
      rows = complete;
    }

    /// Announced rows count with their batches.
    void announced(long announced) {
      complete = Math.max(0, complete - announced);
      rows = complete;
    }

    void restart() {
      complete = 0;
      rows = 0;
    }

    @Override
    public void close() {
      progress.meters.remove(this);
    }
  }

  Meter begin(ReadTask readTask) {
    Meter meter = new Meter(this, readTask);
    meters.add(meter);
    return meter;
  }

  private void tell() throws Exception {
    Map<UUID, List<Meter>> moved = new HashMap<>();
    for (Meter meter : meters) {
      // A read task that began since the last look may soon be announced: skip it once.
      boolean seenBefore = meter.seen;
      meter.seen = true;
      if (seenBefore && meter.rows != meter.told) {
        moved.computeIfAbsent(meter.readTask.tableId(), _ -> new ArrayList<>()).add(meter);
      }
    }
    work.each(moved.keySet(), table -> tell(table, moved.getOrDefault(table, List.of())));
  }

  // Locks the table first, as every change of its read tasks does. A failed table publishes
  // nothing: it would seem to go on.
  private void tell(UUID tableId, List<Meter> moved) {
    Map<Meter, Long> now = new HashMap<>();
    moved.forEach(meter -> now.put(meter, meter.rows));
    database.tell(
        connection -> {
          if (TableRows.lock(connection, tableId).isBeingRead()) {
            Sql.batch(
                connection,
                NOTE,
                now.entrySet(),
                each ->
                    Sql.row(
                        each.getValue(),
                        each.getKey().readTask.id(),
                        each.getKey().readTask.attempt()));
            progress.advance(connection, tableId, true);
          }
        });
    now.forEach((meter, rows) -> meter.told = rows);
  }
}
