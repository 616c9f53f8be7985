package dev.plimsoll.connector.iceberg;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;

/// PostgreSQL databases that may hold a catalog, by the names that they are known by.
@FunctionalInterface
public interface CatalogDatabases {
  /// @throws PlimsollException NOT_FOUND, or INVALID_REQUEST for one that holds no catalog
  DatabaseAddress address(String name);
}
