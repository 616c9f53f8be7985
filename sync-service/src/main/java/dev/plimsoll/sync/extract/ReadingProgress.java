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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Progress of reading, noted twice a second: rows that have been read and are in no announced
/// batch. A large file takes long; a person who looks every second sees it move each time.
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

  /// Rows of one attempt at a read task. Counted by the thread that reads, and closed by it.
  static final class Meter implements AutoCloseable {
    private final ReadingProgress progress;
    private final ReadTask readTask;
    // Of complete files that are not announced.
    private long complete;
    private volatile long rows;
    // Of the thread that notes progress.
    private boolean seen;
    private long told;

    private Meter(ReadingProgress progress, ReadTask readTask) {
      this.progress = progress;
      this.readTask = readTask;
    }

    /// The file that is being written has so many rows by now.
    void writing(long rowsOfFile) {
      rows = complete + rowsOfFile;
    }

    /// The file that was being written has come to be.
    void completed(long rowsOfFile) {
      complete += rowsOfFile;
      rows = complete;
    }

    /// What has been announced counts with its batches.
    void announced(long announced) {
      complete = Math.max(0, complete - announced);
      rows = complete;
    }

    /// What was read is lost, and read once more.
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
      // A read task that was begun since the last look may soon be announced: it is noted from the
      // next look on.
      boolean seenBefore = meter.seen;
      meter.seen = true;
      if (seenBefore && meter.rows != meter.told) {
        moved.computeIfAbsent(meter.readTask.tableId(), _ -> new ArrayList<>()).add(meter);
      }
    }
    work.each(moved.keySet(), table -> tell(table, moved.getOrDefault(table, List.of())));
  }

  // The table's row first, in the order of all that change its read tasks. Of a table that has
  // failed meanwhile nothing is published: it would seem to go on.
  private void tell(UUID tableId, List<Meter> moved) {
    Map<Meter, Long> now = new HashMap<>();
    moved.forEach(meter -> now.put(meter, meter.rows));
    database.tell(
        connection -> {
          if (TableRows.lock(connection, tableId).isBeingRead()) {
            note(connection, now);
            progress.advance(connection, tableId, true);
          }
        });
    now.forEach((meter, rows) -> meter.told = rows);
  }

  private static void note(Connection connection, Map<Meter, Long> now) throws SQLException {
    Sql.batch(
        connection,
        NOTE,
        now.entrySet(),
        each ->
            Sql.row(
                each.getValue(), each.getKey().readTask.id(), each.getKey().readTask.attempt()));
  }
}
