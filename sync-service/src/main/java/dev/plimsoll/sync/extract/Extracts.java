package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.analysis.Analyses.ForecastInput;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.iceberg.IcebergLedger;
import dev.plimsoll.sync.iceberg.IcebergRequests;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ReadingSettings;
import dev.plimsoll.sync.table.TableLifecycle;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Extracts: started, explained, shown, controlled and retried.
@Singleton
public final class Extracts {
  private static final String PAUSE = "UPDATE extract_table SET paused = ? WHERE id = ?";
  private static final int MAX_PATTERNS = 10_000;

  private final Registry registry;
  private final ExtractPlanner planner;
  private final ExtractStore store;
  private final ExtractViews views;
  private final SyncDatabase database;
  private final ObjectStore objects;
  private final OutboxRelay relay;
  private final TableProgress progress;
  private final Forecaster forecaster;
  private final IcebergRequests iceberg;

  public Extracts(
      Registry registry,
      ExtractPlanner planner,
      ExtractStore store,
      ExtractViews views,
      SyncDatabase database,
      ObjectStore objects,
      OutboxRelay relay,
      TableProgress progress,
      Forecaster forecaster,
      IcebergRequests iceberg) {
    this.registry = registry;
    this.planner = planner;
    this.store = store;
    this.views = views;
    this.database = database;
    this.objects = objects;
    this.relay = relay;
    this.progress = progress;
    this.forecaster = forecaster;
    this.iceberg = iceberg;
  }

  /// Action of a caller in the transaction that inserts an extract; throws to prevent it.
  @FunctionalInterface
  public interface Note {
    void of(Connection connection, UUID extractId) throws SQLException;
  }

  /// Plans and starts an extract.
  ///
  /// @param idempotencyKey of the request; repeated with it, the same extract is answered
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND, TABLE_NOT_FOUND, BUCKET_NOT_FOUND, why
  ///     a database cannot be reached, or CONFLICT for a key of another request
  ExtractView start(ExtractRequest request, @Nullable String idempotencyKey) {
    if (idempotencyKey != null) {
      String text = Json.write(request);
      Optional<UUID> made =
          database.ask(connection -> store.find(connection, idempotencyKey, text));
      if (made.isPresent()) {
        return view(made.get());
      }
    }
    return view(start(request, idempotencyKey, (_, _) -> {}));
  }

  /// Plans and starts an extract, in one transaction with the caller's note. Fails as
  /// {@link #start(ExtractRequest, String)} does, or as the note does.
  public UUID start(ExtractRequest request, Note note) {
    return start(request, null, note);
  }

  private UUID start(ExtractRequest request, @Nullable String idempotencyKey, Note note) {
    ReadingSettings options = ReadingSettings.of(request);
    KnownDatabase source = registry.source(request.source());
    iceberg.check(request);
    objects.requireBucket();
    List<ExtractPlanner.Outcome> outcomes = outcomes(request, options, source);
    List<ForecastInput> foreseen = forecaster.foresee(source, outcomes);
    UUID id = UUID.randomUUID();
    UUID kept =
        database.ask(
            connection -> {
              UUID inserted = store.insert(connection, id, request, idempotencyKey, outcomes);
              if (inserted.equals(id)) {
                forecaster.note(connection, id, source.name(), foreseen);
                note.of(connection, id);
              }
              return inserted;
            });
    relay.wake();
    return kept;
  }

  private List<ExtractPlanner.Outcome> outcomes(
      ExtractRequest request, ReadingSettings options, KnownDatabase source) {
    List<TablePattern> patterns = request.tables().stream().map(TablePattern::of).toList();
    List<ExtractPlanner.Outcome> outcomes =
        fitting(request, planner.plan(source, target(request.target()), patterns, options));
    options.schemas().requireFit(outcomes.stream().map(ExtractPlanner.Outcome::name).toList());
    ExtractPlanner.requireBloomColumns(options, outcomes);
    return outcomes;
  }

  /// Checks a request without reaching the source: INVALID_REQUEST, or NOT_FOUND for a database.
  public void check(@Nullable ExtractRequest request) {
    ExtractRequest complete = complete(request);
    ReadingSettings.of(complete);
    complete.tables().forEach(TablePattern::of);
    registry.source(complete.source());
    target(complete.target());
    iceberg.check(complete);
  }

  /// Checks that a request fits the tables it names, so that a schedule is refused at once and not
  /// in each run. A missing table or a source that does not answer passes: either may be there by
  /// then.
  ///
  /// @throws PlimsollException INVALID_REQUEST, naming the table
  public void requireFit(ExtractRequest request) {
    List<ExtractPlanner.Outcome> outcomes;
    try {
      outcomes = outcomes(request, ReadingSettings.of(request), registry.source(request.source()));
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.INVALID_REQUEST) {
        throw e;
      }
      return;
    }
    for (ExtractPlanner.Outcome outcome : outcomes) {
      if (outcome instanceof ExtractPlanner.Refused refused
          && refused.code() == ErrorCode.INVALID_REQUEST) {
        throw PlimsollException.invalidRequest(refused.message());
      }
    }
  }

  /// @throws PlimsollException INVALID_REQUEST if a part without a default is missing
  static ExtractRequest complete(@Nullable ExtractRequest request) {
    if (request == null || request.source() == null) {
      throw PlimsollException.invalidRequest("a source must be given");
    }
    if (request.tables() == null
        || request.tables().isEmpty()
        || request.tables().size() > MAX_PATTERNS) {
      throw PlimsollException.invalidRequest("1 to " + MAX_PATTERNS + " tables must be given");
    }
    return request;
  }

  /// Explains what an extract would do. Stores nothing; fails as {@link #start}.
  ExtractExplanation explain(ExtractRequest request) {
    iceberg.check(request);
    KnownDatabase source = registry.source(request.source());
    return forecaster.explain(source, outcomes(request, ReadingSettings.of(request), source));
  }

  enum Act {
    CANCEL,
    PAUSE,
    RESUME
  }

  /// Cancels, pauses or resumes tables that have not ended. Idempotent.
  ///
  /// Workers leave a paused table at their next range or object; its batches stay and its snapshot
  /// stays held. A cancelled table has failed with a code of its own and can be retried.
  ///
  /// @param name null for all tables
  /// @throws PlimsollException NOT_FOUND
  ExtractView act(Act act, UUID id, @Nullable QualifiedName name) {
    database.tell(
        connection -> {
          views.view(connection, id);
          List<ExtractTable> tables =
              name == null
                  ? TableRows.ofExtract(connection, id)
                  : List.of(TableRows.byName(connection, id, name));
          for (ExtractTable table : tables) {
            ExtractTable locked = TableRows.lock(connection, table.id());
            if (!TableLifecycle.isEnd(locked.state(), locked.target() != null)) {
              act(connection, act, locked);
            }
          }
        });
    relay.wake();
    return view(id);
  }

  private void act(Connection connection, Act act, ExtractTable table) throws SQLException {
    switch (act) {
      case CANCEL ->
          progress.fail(
              connection,
              table.id(),
              ErrorCode.EXTRACT_CANCELLED,
              "cancelled while it was " + table.state(),
              null);
      case PAUSE -> {
        if (table.isBeingRead()) {
          Sql.of(connection, PAUSE, true, table.id()).update();
        }
      }
      case RESUME -> {
        if (table.reading().paused()) {
          Sql.of(connection, PAUSE, false, table.id()).update();
          store.reissue(connection, table);
        }
      }
    }
  }

  /// Refuses each table that its Iceberg table cannot take.
  private List<ExtractPlanner.Outcome> fitting(
      ExtractRequest request, List<ExtractPlanner.Outcome> outcomes) {
    IcebergRequest part = request.iceberg();
    return part == null
        ? outcomes
        : outcomes.stream().map(outcome -> fitting(part, outcome)).toList();
  }

  private ExtractPlanner.Outcome fitting(IcebergRequest part, ExtractPlanner.Outcome outcome) {
    if (!(outcome instanceof ExtractPlanner.Planned planned)) {
      return outcome;
    }
    try {
      iceberg.require(part, planned.name(), planned.definition().columns());
      return planned;
    } catch (PlimsollException e) {
      return new ExtractPlanner.Refused(
          planned.name(), e.code(), String.valueOf(e.getMessage()), null);
    }
  }

  private @Nullable KnownDatabase target(@Nullable String known) {
    return known == null ? null : registry.loadedByBatches(known);
  }

  /// @throws PlimsollException NOT_FOUND
  public ExtractView view(UUID id) {
    return database.ask(connection -> views.view(connection, id));
  }

  /// The latest first.
  List<ExtractView> page(ExtractList.Filter filter, @Nullable UUID after, int limit) {
    return database.ask(connection -> views.page(connection, filter, after, limit));
  }

  /// Resumes a failed table or its failed commit to an Iceberg table; plans a table again that had
  /// not begun.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT if the table has not failed
  public ExtractView retry(UUID extractId, QualifiedName name) {
    ExtractTable table = database.ask(connection -> TableRows.byName(connection, extractId, name));
    if (database.<Boolean>ask(connection -> IcebergLedger.retry(connection, table.id()))
        && table.state() != TableState.FAILED) {
      return view(extractId);
    }
    if (table.state() != TableState.FAILED) {
      throw PlimsollException.conflict(name + " has not failed: it is " + table.state());
    }
    objects.requireBucket();
    if (table.reading().tasks() == 0) {
      ExtractRequest request =
          database.<ExtractRequest>ask(connection -> store.request(connection, extractId));
      KnownDatabase source = registry.source(table.reading().source());
      ExtractPlanner.Outcome planned =
          planner.plan(source, target(table.target()), name, ReadingSettings.of(request));
      ExtractPlanner.Outcome outcome = fitting(request, List.of(planned)).getFirst();
      List<ForecastInput> foreseen = forecaster.foresee(source, List.of(outcome));
      database.tell(
          connection -> {
            store.replan(connection, table.id(), outcome);
            forecaster.note(connection, extractId, source.name(), foreseen);
          });
    } else {
      database.tell(connection -> store.revive(connection, table.id()));
    }
    relay.wake();
    return view(extractId);
  }
}
