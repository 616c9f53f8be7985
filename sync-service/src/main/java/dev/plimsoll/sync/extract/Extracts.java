package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.sync.analysis.Analyses.ForecastInput;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.iceberg.IcebergLedger;
import dev.plimsoll.sync.iceberg.IcebergTarget;
import dev.plimsoll.sync.iceberg.LakeCatalogs;
import dev.plimsoll.sync.messaging.SyncOutboxRelay;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ReadingSettings;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Extracts as they are requested, shown and retried.
@Singleton
public final class Extracts {
  private static final int MAX_PATTERNS = 10_000;
  // What a request says of Iceberg tables is right or wrong whatever the table.
  private static final QualifiedName ANY_TABLE = new QualifiedName("public", "any");

  private final Registry registry;
  private final ExtractPlanner planner;
  private final ExtractStore store;
  private final SyncDatabase database;
  private final ObjectStore objects;
  private final SyncOutboxRelay relay;
  private final ExtractControl control;
  private final Forecaster forecaster;
  private final LakeCatalogs lake;

  public Extracts(
      Registry registry,
      ExtractPlanner planner,
      ExtractStore store,
      SyncDatabase database,
      ObjectStore objects,
      SyncOutboxRelay relay,
      ExtractControl control,
      Forecaster forecaster,
      LakeCatalogs lake) {
    this.registry = registry;
    this.planner = planner;
    this.store = store;
    this.database = database;
    this.objects = objects;
    this.relay = relay;
    this.control = control;
    this.forecaster = forecaster;
    this.lake = lake;
  }

  /// Note of a caller about an extract.
  @FunctionalInterface
  public interface Note {
    /// Throws where there must be no such extract.
    void of(Connection connection, UUID extractId) throws SQLException;
  }

  /// Plans an extract and sets it going.
  ///
  /// @param idempotencyKey of the request; repeated with it, the same extract is answered
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND, TABLE_NOT_FOUND, BUCKET_NOT_FOUND, why
  ///     a database cannot be reached, or CONFLICT for a key that was used for something else
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

  /// Plans an extract and sets it going in one transaction with the caller's note of it: both are
  /// there, or neither.
  ///
  /// @throws PlimsollException as {@link #start(ExtractRequest, String)}, or what the note throws
  public UUID start(ExtractRequest request, Note note) {
    return start(request, null, note);
  }

  private UUID start(ExtractRequest request, @Nullable String idempotencyKey, Note note) {
    ReadingSettings options = ReadingSettings.of(request);
    KnownDatabase source = registry.source(request.source());
    requireCatalog(request);
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
        lake(request, planner.plan(source, target(request.target()), patterns, options));
    options.schemas().requireFit(outcomes.stream().map(ExtractPlanner.Outcome::name).toList());
    requireBloomColumns(options, outcomes);
    return outcomes;
  }

  // A name that no table has is a slip of the pen. A table that is refused might have it.
  private static void requireBloomColumns(
      ReadingSettings options, List<ExtractPlanner.Outcome> outcomes) {
    Set<String> found = new HashSet<>();
    for (ExtractPlanner.Outcome outcome : outcomes) {
      switch (outcome) {
        case ExtractPlanner.Planned planned -> found.addAll(planned.definition().bloomFilters());
        case ExtractPlanner.Refused _ -> {
          return;
        }
      }
    }
    for (String column : options.bloomFilters()) {
      if (!found.contains(column)) {
        throw PlimsollException.invalidRequest(
            "no table of this extract has a column \"%s\" that a Bloom filter could be of"
                .formatted(column));
      }
    }
  }

  /// Whether a request can be understood, without asking the source.
  ///
  /// @throws PlimsollException INVALID_REQUEST, or NOT_FOUND for an known
  public void check(@Nullable ExtractRequest request) {
    ExtractRequest complete = complete(request);
    ReadingSettings.of(complete);
    complete.tables().forEach(TablePattern::of);
    registry.source(complete.source());
    target(complete.target());
    requireCatalog(complete);
  }

  /// Asks the source whether a request fits the tables that it names, so that what every run would
  /// be refused for is refused where it is said. A table that is not there, and a source that does
  /// not answer, may be when a run comes.
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

  /// @throws PlimsollException INVALID_REQUEST where a part is missing that has no default
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

  /// What an extract would do; nothing is kept of it.
  ///
  /// @throws PlimsollException as {@link #start}
  ExtractExplanation explain(ExtractRequest request) {
    requireCatalog(request);
    KnownDatabase source = registry.source(request.source());
    return forecaster.explain(source, outcomes(request, ReadingSettings.of(request), source));
  }

  /// Cancels, pauses or resumes an extract, or one table of it.
  ///
  /// @throws PlimsollException NOT_FOUND
  ExtractView act(ExtractControl.Act act, UUID id, @Nullable QualifiedName table) {
    control.act(act, id, table);
    return view(id);
  }

  private void requireCatalog(ExtractRequest request) {
    IcebergRequest iceberg = request.iceberg();
    if (iceberg == null) {
      return;
    }
    if (iceberg.catalog() == null) {
      throw PlimsollException.invalidRequest("iceberg.catalog must be given");
    }
    IcebergTarget any = IcebergTarget.of(iceberg, ANY_TABLE);
    if (request.increment() != null && any.write() == IcebergTarget.Write.REPLACE) {
      throw PlimsollException.invalidRequest(
          "an increment has new rows only: it is appended to an Iceberg table, and replaces none");
    }
    lake.requireKnown(iceberg.catalog());
  }

  /// Refuses, each by itself, the tables that their Iceberg tables do not take.
  private List<ExtractPlanner.Outcome> lake(
      ExtractRequest request, List<ExtractPlanner.Outcome> outcomes) {
    IcebergRequest iceberg = request.iceberg();
    if (iceberg == null) {
      return outcomes;
    }
    return outcomes.stream().map(outcome -> lake(iceberg, outcome)).toList();
  }

  private ExtractPlanner.Outcome lake(IcebergRequest iceberg, ExtractPlanner.Outcome outcome) {
    if (!(outcome instanceof ExtractPlanner.Planned planned)) {
      return outcome;
    }
    try {
      lake.require(IcebergTarget.of(iceberg, planned.name()), planned.definition().columns());
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
    return database.ask(connection -> store.view(connection, id));
  }

  /// The latest first.
  List<ExtractView> latest(IdBeginning ids, int limit) {
    return database.ask(connection -> store.latest(connection, ids, limit));
  }

  /// Goes on with a failed table from what is safely kept, or with its failed commit to an Iceberg
  /// table; plans it again where nothing was begun.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT where the table has not failed
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
    if (table.readTasks() == 0) {
      ExtractRequest request =
          database.<ExtractRequest>ask(connection -> store.request(connection, extractId));
      KnownDatabase source = registry.source(table.source());
      ExtractPlanner.Outcome planned =
          planner.plan(source, target(table.target()), name, ReadingSettings.of(request));
      ExtractPlanner.Outcome outcome = lake(request, List.of(planned)).getFirst();
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
