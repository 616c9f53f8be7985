package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.extract.ExtractTable;
import dev.plimsoll.sync.extract.ObjectKeys;
import dev.plimsoll.sync.extract.SyncDatabase;
import dev.plimsoll.sync.extract.TableRows;
import dev.plimsoll.sync.lineage.LineageStore.OpenTable;
import dev.plimsoll.sync.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Tells what is due, in order, once at least. One process at a time does.
@Singleton
public final class LineageTeller {
  private final LineageConfig config;
  private final SyncDatabase database;
  private final LineageStore store;
  private final Endpoints endpoints;
  private final ObjectStore objects;
  private final Clock clock;
  private final LineageEvents events;

  public LineageTeller(
      LineageConfig config,
      SyncDatabase database,
      LineageStore store,
      Endpoints endpoints,
      ObjectStore objects,
      Clock clock) {
    this.config = config;
    this.database = database;
    this.store = store;
    this.endpoints = endpoints;
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
      throw Failures.of(e);
    }
  }

  private Round tell(Connection session, LineageTransport transport)
      throws SQLException, InterruptedException {
    int told = 0;
    int waiting = 0;
    Optional<IOException> failure = Optional.empty();
    for (OpenTable table : store.open(session, config.history())) {
      for (LineageJob job : LineageJob.values()) {
        LineageJob.Phase phase = job.phase(table.facts());
        Optional<LineageRun> due = table.told(job).next(phase);
        while (due.isPresent()) {
          // After the first that has not arrived the others are only counted.
          if (failure.isPresent()) {
            waiting++;
          } else {
            failure = send(session, transport, table, job, due.get());
            told += failure.isPresent() ? 0 : 1;
            waiting += failure.isPresent() ? 1 : 0;
          }
          due = due.get().next(phase);
        }
      }
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
    String event = Json.write(event(session, open, job, run));
    try {
      transport.send(run.id(open.id(), job).toString(), event);
    } catch (IOException e) {
      return Optional.of(e);
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
            table, endpoints.get(database), objects.bucket(), prefix(open.filesOf(), table)),
        clock.instant());
  }

  private String prefix(UUID extractId, ExtractTable table) {
    String prefix = ObjectKeys.prefix(objects, extractId, table.ordinal(), table.name());
    return prefix.substring(0, prefix.length() - 1);
  }
}
