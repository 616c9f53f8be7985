package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.sync.analysis.Foreseen;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.iceberg.IcebergCheck;
import dev.plimsoll.sync.iceberg.IcebergLedger;
import dev.plimsoll.sync.iceberg.IcebergTarget;
import dev.plimsoll.sync.messaging.Relay;
import dev.plimsoll.sync.source.TablePattern;
import dev.plimsoll.sync.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Requests, shows and retries extracts.
@Singleton
public final class Extracts {
  // What a request says of Iceberg tables is right or wrong whatever the table.
  private static final QualifiedName ANY_TABLE = new QualifiedName("public", "any");

  private final Endpoints endpoints;
  private final ExtractPlanner planner;
  private final ExtractStore store;
  private final SyncDatabase database;
  private final ObjectStore objects;
  private final Relay relay;
  private final ExtractControl control;
  private final Explainer explainer;
  private final Foreseer foreseer;
  private final IcebergCheck lake;

  public Extracts(
      Endpoints endpoints,
      ExtractPlanner planner,
      ExtractStore store,
      SyncDatabase database,
      ObjectStore objects,
      Relay relay,
      ExtractControl control,
      Explainer explainer,
      Foreseer foreseer,
      IcebergCheck lake) {
    this.endpoints = endpoints;
    this.planner = planner;
    this.store = store;
    this.database = database;
    this.objects = objects;
    this.relay = relay;
    this.control = control;
    this.explainer = explainer;
    this.foreseer = foreseer;
    this.lake = lake;
  }

  /// Plans an extract and sets it going.
  ///
  /// @param idempotencyKey of the request; repeated with it, the same extract is answered
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND, TABLE_NOT_FOUND, BUCKET_NOT_FOUND, why
  ///     an endpoint cannot be reached, or CONFLICT for a key that was used for something else
  ExtractView start(ExtractRequest request, @Nullable String idempotencyKey) {
    String text = Json.write(request);
    Optional<UUID> made = find(idempotencyKey, text);
    if (made.isPresent()) {
      return view(made.get());
    }
    ReadingOptions options = ReadingOptions.of(request);
    List<TablePattern> patterns = request.tables().stream().map(TablePattern::of).toList();
    EndpointRegistration source = endpoints.get(request.source());
    DatabaseAddress target = address(request.target());
    requireCatalog(request);
    objects.requireBucket();
    List<ExtractPlanner.Outcome> outcomes =
        lake(request, planner.plan(source, target, patterns, options));
    List<Foreseen> foreseen = foreseer.foresee(source, outcomes);
    UUID id = UUID.randomUUID();
    UUID kept =
        database.ask(
            connection -> {
              UUID inserted = store.insert(connection, id, request, idempotencyKey, text, outcomes);
              if (inserted.equals(id)) {
                foreseer.note(connection, id, source.name(), foreseen);
              }
              return inserted;
            });
    relay.wake();
    return view(kept);
  }

  /// What an extract would do; nothing is kept of it.
  ///
  /// @throws PlimsollException as {@link #start}
  ExtractExplanation explain(ExtractRequest request) {
    List<TablePattern> patterns = request.tables().stream().map(TablePattern::of).toList();
    requireCatalog(request);
    EndpointRegistration source = endpoints.get(request.source());
    List<ExtractPlanner.Outcome> outcomes =
        lake(
            request,
            planner.plan(source, address(request.target()), patterns, ReadingOptions.of(request)));
    return explainer.explain(outcomes, foreseer.foresee(source, outcomes));
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
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, "iceberg.catalog must be given");
    }
    IcebergTarget any = IcebergTarget.of(iceberg, ANY_TABLE);
    if (request.increment() != null && any.write() == IcebergTarget.Write.REPLACE) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST,
          "an increment has new rows only: it is appended to an Iceberg table, and replaces none");
    }
    endpoints.address(iceberg.catalog());
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

  private Optional<UUID> find(@Nullable String idempotencyKey, String request) {
    return idempotencyKey == null
        ? Optional.empty()
        : database.ask(connection -> store.find(connection, idempotencyKey, request));
  }

  private @Nullable DatabaseAddress address(@Nullable String endpoint) {
    return endpoint == null ? null : endpoints.address(endpoint);
  }

  /// @throws PlimsollException NOT_FOUND
  ExtractView view(UUID id) {
    return database.ask(connection -> store.view(connection, id));
  }

  /// The latest first.
  List<ExtractView> latest(int limit) {
    return database.ask(connection -> store.latest(connection, limit));
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
      throw new PlimsollException(
          ErrorCode.CONFLICT, name + " has not failed: it is " + table.state());
    }
    objects.requireBucket();
    if (table.splits() == 0) {
      ExtractRequest request =
          database.<ExtractRequest>ask(connection -> store.request(connection, extractId));
      EndpointRegistration source = endpoints.get(table.source());
      ExtractPlanner.Outcome planned =
          planner.plan(source, address(table.target()), name, ReadingOptions.of(request));
      ExtractPlanner.Outcome outcome = lake(request, List.of(planned)).getFirst();
      List<Foreseen> foreseen = foreseer.foresee(source, List.of(outcome));
      database.tell(
          connection -> {
            store.replan(connection, table.id(), outcome);
            foreseer.note(connection, extractId, source.name(), foreseen);
          });
    } else {
      database.tell(connection -> store.revive(connection, table.id()));
    }
    relay.wake();
    return view(extractId);
  }
}
