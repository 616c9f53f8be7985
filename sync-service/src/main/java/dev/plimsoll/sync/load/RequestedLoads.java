package dev.plimsoll.sync.load;

import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.loading.TargetPlanning;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.extract.ExtractList;
import dev.plimsoll.sync.extract.Extracts;
import dev.plimsoll.sync.load.RequestedLoadStore.NewLoad;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.targets.LoadHistory;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Loads of extracts that were read before: requested, shown and retried. They read the files in
/// the bucket, not the source.
@Singleton
public final class RequestedLoads {

  private final SyncDatabase database;
  private final LoadHistory known;
  private final RequestedLoadStore store;
  private final Registry registry;
  private final ByKind<Target> targets;
  private final ObjectStore objects;
  private final Extracts extracts;
  private final Discards discards;
  private final OutboxRelay relay;

  public RequestedLoads(
      SyncDatabase database,
      LoadHistory known,
      RequestedLoadStore store,
      Registry registry,
      ByKind<Target> targets,
      ObjectStore objects,
      Extracts extracts,
      Discards discards,
      OutboxRelay relay) {
    this.database = database;
    this.known = known;
    this.store = store;
    this.registry = registry;
    this.targets = targets;
    this.objects = objects;
    this.extracts = extracts;
    this.discards = discards;
    this.relay = relay;
  }

  /// Starts a load. A table that the target refuses fails by itself and stops no other.
  ///
  /// @param idempotencyKey of the request; a repeated request answers the same load
  /// @throws PlimsollException NOT_FOUND, TABLE_NOT_FOUND, CONFLICT for a table that is not read to
  ///     its end or a key that was used for something else, or why the target cannot be reached
  LoadView start(LoadRequest request, @Nullable String idempotencyKey) {
    String text = Json.write(request);
    return once(idempotencyKey, text, () -> insert(request, idempotencyKey, text));
  }

  /// Load that a request makes, or has made before.
  ///
  /// @param make inserts a new load and answers its id
  /// @throws PlimsollException CONFLICT for a key that was used for something else
  public LoadView once(@Nullable String idempotencyKey, String text, Supplier<UUID> make) {
    Optional<UUID> made =
        idempotencyKey == null
            ? Optional.empty()
            : database.ask(connection -> store.find(connection, idempotencyKey, text));
    UUID id = made.orElseGet(make);
    relay.wake();
    return view(id);
  }

  private UUID insert(LoadRequest request, @Nullable String idempotencyKey, String text) {
    List<ExtractTable> tables = readWhole(request.extract(), request.tables());
    KnownDatabase target = registry.loadedByBatches(request.target());
    objects.requireBucket();
    boolean create = request.create() == null || request.create();
    TargetSchemas schemas = TargetSchemas.of(request.targetSchemas(), request.target());
    schemas.requireFit(tables.stream().map(ExtractTable::name).toList());
    Map<UUID, PlimsollException> refused = refused(target, tables, schemas, create);
    NewLoad load =
        new NewLoad(
            UUID.randomUUID(), request.extract(), request.target(), schemas, idempotencyKey, text);
    return database.ask(connection -> store.insert(connection, load, tables, refused));
  }

  /// Tables of an extract that are read to their end.
  ///
  /// @param wanted patterns; null or empty for all tables
  /// @throws PlimsollException NOT_FOUND, TABLE_NOT_FOUND, INVALID_REQUEST or CONFLICT
  public List<ExtractTable> read(UUID extractId, @Nullable List<String> wanted) {
    List<ExtractTable> tables = tables(extractId, wanted);
    String unread =
        tables.stream()
            .filter(table -> !table.isExtracted())
            .map(table -> table.name() + " (" + table.state() + ")")
            .collect(Collectors.joining(", "));
    if (!unread.isEmpty()) {
      throw PlimsollException.conflict(
          "not read to the end, so that there is no whole table to load: "
              + unread
              + "; wait for it, or name the others");
    }
    return tables;
  }

  /// As {@link #read}; CONFLICT also where one is an increment.
  public List<ExtractTable> readWhole(UUID extractId, @Nullable List<String> wanted) {
    List<ExtractTable> tables = read(extractId, wanted);
    for (ExtractTable table : tables) {
      if (table.definition().increment() != null) {
        throw PlimsollException.conflict(
            table.name()
                + " is an increment, which is merged by its own extract alone: extract all of it");
      }
    }
    return tables;
  }

  private List<ExtractTable> tables(UUID extractId, @Nullable List<String> wanted) {
    List<ExtractTable> all = database.ask(connection -> TableRows.ofExtract(connection, extractId));
    if (all.isEmpty()) {
      throw PlimsollException.notFound("there is no extract " + extractId + " with a table");
    }
    if (wanted == null || wanted.isEmpty()) {
      return all;
    }
    List<TablePattern> patterns = wanted.stream().map(TablePattern::of).toList();
    for (TablePattern pattern : patterns) {
      if (all.stream().noneMatch(table -> pattern.matches(table.name()))) {
        throw new PlimsollException(
            ErrorCode.TABLE_NOT_FOUND,
            "the extract has no table " + pattern.schema() + "." + pattern.table());
      }
    }
    return all.stream()
        .filter(table -> patterns.stream().anyMatch(pattern -> pattern.matches(table.name())))
        .toList();
  }

  private Map<UUID, PlimsollException> refused(
      KnownDatabase into, List<ExtractTable> tables, TargetSchemas schemas, boolean create) {
    Map<UUID, PlimsollException> refused = new HashMap<>();
    try (TargetPlanning target =
        targets.of(into.kind()).plan(into.address(), "plimsoll-sync plan")) {
      for (ExtractTable table : tables) {
        QualifiedName name = schemas.of(table.name());
        if (!create && !target.exists(name)) {
          throw new PlimsollException(
              ErrorCode.TABLE_NOT_FOUND,
              "the target has no table " + name + ", and none is to be created");
        }
        try {
          target.requireLoadable(name, table.definition().columns(), known);
        } catch (PlimsollException e) {
          refused.put(table.id(), e);
        }
      }
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
    return refused;
  }

  /// @throws PlimsollException NOT_FOUND
  public LoadView view(UUID id) {
    return database.ask(connection -> store.view(connection, id));
  }

  List<LoadView> page(ExtractList.Filter filter, @Nullable UUID after, int limit) {
    return database.ask(connection -> store.page(connection, filter, after, limit));
  }

  /// Continues a failed table after what is loaded.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT where the table has not failed
  LoadView retry(UUID id, QualifiedName table) {
    view(id);
    extracts.retry(id, table);
    return view(id);
  }

  /// @throws PlimsollException NOT_FOUND, or as {@link Discards#discard}
  LoadView discard(UUID id, QualifiedName table) {
    view(id);
    discards.discard(id, table);
    return view(id);
  }
}
