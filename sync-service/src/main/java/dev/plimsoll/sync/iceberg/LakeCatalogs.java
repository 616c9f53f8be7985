package dev.plimsoll.sync.iceberg;

import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.endpoint.Endpoints;
import dev.plimsoll.sync.storage.ObjectStore;
import jakarta.inject.Singleton;

/// Opens the catalogs of Iceberg tables that registered databases hold.
@Singleton
public final class LakeCatalogs {
  private final Endpoints endpoints;
  private final PostgresConnector connector;
  private final ObjectStore objects;
  private final IcebergConfig config;

  public LakeCatalogs(
      Endpoints endpoints, PostgresConnector connector, ObjectStore objects, IcebergConfig config) {
    this.endpoints = endpoints;
    this.connector = connector;
    this.objects = objects;
    this.config = config;
  }

  /// A catalog with a session of its own, for one piece of work.
  ///
  /// @param endpoint a registered PostgreSQL
  /// @throws dev.plimsoll.contracts.problem.PlimsollException NOT_FOUND, INVALID_REQUEST, or why
  ///     the database cannot be reached
  public LakeCatalog open(String endpoint) {
    return new LakeCatalog(connector, endpoints.address(endpoint), objects, config);
  }
}
