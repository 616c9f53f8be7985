package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.lineage.LineageStore.OpenTable;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
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

/// Tells what is due, in order, once at least. One process at a time does.
@Singleton
public final class LineageTeller {
  private static final int TAKEN_FOR_AWAY = 3;

  private final LineageConfig config;
  private final SyncDatabase database;
  private final LineageStore store;
  private final Registry registry;
  private final ObjectStore objects;
  private final Clock clock;
  private final LineageEvents events;

  /// Tables of which an event has not arrived while others have. Of one thread alone.
  private Set<UUID> late = Set.of();

  public LineageTeller(
      LineageConfig config,
      SyncDatabase database,
      LineageStore store,
      Registry registry,
      ObjectStore objects,
      Clock clock) {
    this.config = config;
    this.database = database;
    this.store = store;
    this.registry = registry;
    this.objects = objects;
    this.clock = clock;
    this.events = new LineageEvents(config.namespace());
  }

  /// What a look around has come to.
  ///
  /// @param told events that have arrived
  /// @param waiting events that have not
  record Round(int told, int waiting, Optional<IOException> failure) {}

  /// @throws PlimsollException where our own database does not answer
  Round tell(LineageTransport transport) throws InterruptedException {
    try (Connection session = database.session()) {
      if (!store.takeTurn(session)) {
        return new Round(0, 0, Optional.empty());
      }
      try {
        return tell(session, transport);
      } finally {
        store.endTurn(session);
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
    for (OpenTable table : lateLast(store.open(session, config.history()))) {
      for (LineageJob job : LineageJob.values()) {
        boolean held = false;
        LineageJob.Phase phase = job.phase(table.facts());
        Optional<LineageRun> due = table.told(job).next(phase);
        while (due.isPresent()) {
          // What follows an event that has not arrived waits for it. After some in a row it is the
          // endpoint, and the others are only counted.
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
    // Where none has arrived it is not these.
    if (told > 0) {
      late = lateNow;
    }
    return new Round(told, waiting, failure);
  }

  /// Those whose events have not arrived come after all others, so that nothing waits for them.
  private List<OpenTable> lateLast(List<OpenTable> open) {
    List<OpenTable> ordered = new ArrayList<>(open);
    ordered.sort(Comparator.comparing(table -> late.contains(table.id())));
    return ordered;
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
    store.told(session, open.id(), job, run);
    return Optional.empty();
  }

  private OpenLineageEvent event(Connection session, OpenTable open, LineageJob job, LineageRun run)
      throws SQLException {
    ExtractTable table = TableRows.byId(session, open.id());
    String database =
        switch (job) {
          case EXTRACT -> table.source();
          case LOAD -> Objects.requireNonNull(table.target());
        };
    return events.of(
        job,
        run,
        new LineageEvents.Subject(
            table, registry.get(database), objects.bucket(), prefix(open.filesOf(), table)),
        clock.instant());
  }

  private String prefix(UUID extractId, ExtractTable table) {
    String prefix = ObjectKeys.prefix(objects, extractId, table.ordinal(), table.name());
    return prefix.substring(0, prefix.length() - 1);
  }
}
