package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.redshift.CopyLoad;
import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.connector.redshift.RedshiftTarget;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.RedshiftLoadRequest;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.load.RequestedLoadStore;
import dev.plimsoll.sync.load.RequestedLoadStore.NewLoad;
import dev.plimsoll.sync.load.RequestedLoads;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Requests of loads into a Redshift. These loads are shown, retried and counted as any other.
@Singleton
public final class RedshiftRuns {

  private final SyncDatabase database;
  private final RequestedLoadStore store;
  private final RequestedLoads loads;
  private final Registry registry;
  private final RedshiftTarget redshift;
  private final ObjectStore objects;

  public RedshiftRuns(
      SyncDatabase database,
      RequestedLoadStore store,
      RequestedLoads loads,
      Registry registry,
      RedshiftTarget redshift,
      ObjectStore objects) {
    this.database = database;
    this.store = store;
    this.loads = loads;
    this.registry = registry;
    this.redshift = redshift;
    this.objects = objects;
  }

  /// Starts a load. A table with a column that Redshift does not take fails alone.
  ///
  /// @param idempotencyKey of the request; a repeated request answers the same load
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND, TABLE_NOT_FOUND, CONFLICT for a table
  ///     that is not read to its end or is an increment, or why the cluster cannot be reached
  LoadView start(RedshiftLoadRequest request, @Nullable String idempotencyKey) {
    String text = Json.write(request);
    return loads.once(idempotencyKey, text, () -> insert(request, idempotencyKey, text));
  }

  private UUID insert(RedshiftLoadRequest request, @Nullable String idempotencyKey, String text) {
    IamRole role = new IamRole(request.iamRole());
    DatabaseAddress target = registry.loadedByFiles(request.target()).address();
    List<ExtractTable> tables = loads.readWhole(request.extract(), request.tables());
    objects.requireBucket();
    try {
      redshift.check(target, "plimsoll-sync plan");
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
    NewLoad load =
        new NewLoad(
            UUID.randomUUID(),
            request.extract(),
            request.target(),
            TargetSchemas.SAME,
            idempotencyKey,
            text);
    boolean create = request.create() == null || request.create();
    Map<UUID, PlimsollException> refused = new HashMap<>();
    for (ExtractTable table : tables) {
      try {
        CopyLoad.requireTypes(table.name(), table.definition().columns());
      } catch (PlimsollException e) {
        refused.put(table.id(), e);
      }
    }
    return database.ask(
        connection -> {
          UUID inserted = store.insert(connection, load, tables, refused);
          RedshiftStore.note(connection, load.id(), role, create);
          return inserted;
        });
  }
}
