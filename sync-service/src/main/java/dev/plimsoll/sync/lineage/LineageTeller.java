package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sender of the due events: in order, at least once, by one process at a time.
@Singleton
public final class LineageTeller {
  private static final int TAKEN_FOR_AWAY = 3;

  private static final String TAKE_TURN =
      "SELECT pg_try_advisory_lock(hashtextextended('plimsoll.sync.lineage', 0))";
  private static final String END_TURN =
      "SELECT pg_advisory_unlock(hashtextextended('plimsoll.sync.lineage', 0))";

  // Tables of the window with unsent events, the oldest first.
  private static final String OPEN =
      """
      SELECT t.id, t.state, t.started_at IS NOT NULL AS started,
             t.read_tasks > 0 AND t.read_tasks_done = t.read_tasks AS extracted, t.rows_loaded > 0 AS rows_loaded,
             e.loads IS NULL AS reads, e.target IS NOT NULL AS loads,
             coalesce(e.loads, e.id) AS files_of,
             x.run_number AS x_number, x.event AS x_event, l.run_number AS l_number, l.event AS l_event
      FROM extract_table t
      JOIN extract e ON e.id = t.extract_id
      LEFT JOIN lineage_run x ON x.table_id = t.id AND x.job = 'EXTRACT'
      LEFT JOIN lineage_run l ON l.table_id = t.id AND l.job = 'LOAD'
      WHERE e.started_at > now() - make_interval(secs => ?)
        AND (x.event IS DISTINCT FROM 'COMPLETE' AND e.loads IS NULL
             OR l.event IS DISTINCT FROM 'COMPLETE' AND e.target IS NOT NULL)
      ORDER BY e.started_at, t.ordinal
      """;

  private static final String TOLD =
      """
      INSERT INTO lineage_run (table_id, job, run_number, event) VALUES (?, ?, ?, ?)
      ON CONFLICT (table_id, job) DO UPDATE
      SET run_number = excluded.run_number, event = excluded.event, told_at = clock_timestamp()
      """;

  /// Table with events that may be due.
  ///
  /// @param filesOf the extract that has written its files
  /// @param extract last event of its reading
  /// @param load last event of its loading
  private record OpenTable(
      UUID id, UUID filesOf, LineageJob.Facts facts, LineageRun extract, LineageRun load) {
    LineageRun told(LineageJob job) {
      return switch (job) {
        case EXTRACT -> extract;
        case LOAD -> load;
      };
    }
  }

  private final LineageConfig config;
  private final SyncDatabase database;
  private final Registry registry;
  private final ObjectStore objects;
  private final Clock clock;
  private final LineageEvents events;

  /// Tables with an event that did not arrive while others did. Used by one thread.
  private Set<UUID> late = Set.of();

  public LineageTeller(
      LineageConfig config,
      SyncDatabase database,
      Registry registry,
      ObjectStore objects,
      Clock clock) {
    this.config = config;
    this.database = database;
    this.registry = registry;
    this.objects = objects;
    this.clock = clock;
    this.events = new LineageEvents(config.namespace());
  }

  /// Result of a round: the events that have arrived and those that have not.
  record Round(int told, int waiting, Optional<IOException> failure) {}

  /// @throws PlimsollException if this service's database does not answer
  Round tell(LineageTransport transport) throws InterruptedException {
    try (Connection session = database.session()) {
      if (!Sql.of(session, TAKE_TURN).<Boolean>one(row -> row.getBoolean(1))) {
        return new Round(0, 0, Optional.empty());
      }
      try {
        return tell(session, transport);
      } finally {
        Sql.of(session, END_TURN).exists();
      }
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  private Round tell(Connection session, LineageTransport transport)
      throws SQLException, InterruptedException {
    int told = 0;
    int waiting = 0;
    int inARow = 0;
    Set<UUID> lateNow = new HashSet<>();
    Optional<IOException> failure = Optional.empty();
    List<OpenTable> open =
        new ArrayList<>(Sql.of(session, OPEN, config.history()).list(LineageTeller::table));
    // Tables with lost events come last, so that nothing waits for them.
    open.sort(Comparator.comparing(table -> late.contains(table.id())));
    for (OpenTable table : open) {
      for (LineageJob job : LineageJob.values()) {
        boolean held = false;
        LineageJob.Phase phase = job.phase(table.facts());
        Optional<LineageRun> due = table.told(job).next(phase);
        while (due.isPresent()) {
          // Events after a lost one wait for it. After some losses in a row the endpoint is away,
          // and the others are only counted.
          if (held || inARow == TAKEN_FOR_AWAY) {
            waiting++;
          } else {
            Optional<IOException> lost = send(session, transport, table, job, due.get());
            if (lost.isPresent()) {
              failure = failure.isPresent() ? failure : lost;
              waiting++;
              inARow++;
              held = true;
              lateNow.add(table.id());
            } else {
              told++;
              inARow = 0;
            }
          }
          due = due.get().next(phase);
        }
      }
    }
    // If none has arrived, it is the endpoint and not these tables.
    if (told > 0) {
      late = lateNow;
    }
    return new Round(told, waiting, failure);
  }

  private Optional<IOException> send(
      Connection session,
      LineageTransport transport,
      OpenTable open,
      LineageJob job,
      LineageRun run)
      throws SQLException, InterruptedException {
    try {
      String event = Json.write(event(session, open, job, run));
      transport.send(run.id(open.id(), job).toString(), event);
    } catch (IOException e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      return Optional.of(new IOException(ExceptionCodes.message(e), e));
    }
    Sql.of(session, TOLD, open.id(), job, run.number(), String.valueOf(run.told())).update();
    return Optional.empty();
  }

  private OpenLineageEvent event(Connection session, OpenTable open, LineageJob job, LineageRun run)
      throws SQLException {
    ExtractTable table = TableRows.byId(session, open.id());
    String database =
        switch (job) {
          case EXTRACT -> table.reading().source();
          case LOAD -> Objects.requireNonNull(table.target());
        };
    String prefix = ObjectKeys.prefix(objects, open.filesOf(), table.ordinal(), table.name());
    return events.of(
        job,
        run,
        new LineageEvents.Subject(
            table,
            registry.get(database),
            objects.bucket(),
            prefix.substring(0, prefix.length() - 1)),
        clock.instant());
  }

  private static OpenTable table(ResultSet row) throws SQLException {
    return new OpenTable(
        row.getObject("id", UUID.class),
        row.getObject("files_of", UUID.class),
        new LineageJob.Facts(
            TableState.valueOf(row.getString("state")),
            row.getBoolean("reads"),
            row.getBoolean("loads"),
            row.getBoolean("started"),
            row.getBoolean("extracted"),
            row.getBoolean("rows_loaded")),
        run(row.getInt("x_number"), row.getString("x_event")),
        run(row.getInt("l_number"), row.getString("l_event")));
  }

  private static LineageRun run(int number, @Nullable String event) {
    return event == null
        ? LineageRun.NONE
        : new LineageRun(number, LineageRun.EventType.valueOf(event));
  }
}
