package dev.plimsoll.sync.iceberg;

import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Opens the catalogs of Iceberg tables: REST catalogs that are configured, and those that
/// registered databases hold.
@Singleton
public final class LakeCatalogs {
  private final Registry registry;
  private final PostgresConnections connector;
  private final ObjectStore objects;
  private final IcebergConfig config;

  public LakeCatalogs(
      Registry registry, PostgresConnections connector, ObjectStore objects, IcebergConfig config) {
    this.registry = registry;
    this.connector = connector;
    this.objects = objects;
    this.config = config;
  }

  /// A catalog of its own for one piece of work.
  ///
  /// @param name of a configured REST catalog; else of a registered PostgreSQL
  /// @throws dev.plimsoll.contracts.problem.PlimsollException NOT_FOUND, INVALID_REQUEST, or why
  ///     the database cannot be reached
  public LakeCatalog open(String name) {
    IcebergConfig.@Nullable Rest rest = config.rest().get(name);
    return rest == null
        ? new DatabaseCatalog(connector, registry.loadedByBatches(name), objects, config)
        : new RestCatalog(name, rest, objects, config);
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException NOT_FOUND or INVALID_REQUEST
  void requireKnown(String name) {
    if (!config.rest().containsKey(name)) {
      registry.loadedByBatches(name);
    }
  }
}
