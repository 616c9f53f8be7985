package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.jspecify.annotations.Nullable;

/// Iceberg's JDBC catalog in a PostgreSQL database, for one piece of work: one session, in which
/// nothing is repeated by itself. (The library's own pool repeats a statement whose session broke.
/// If that was the compare-and-swap of a commit that had taken place, it finds another value than
/// it expects and reports a conflict; the commit is then done a second time.)
final class DatabaseCatalog extends IcebergCatalog {
  private static final String APPLICATION = "plimsoll-sync iceberg";
  private static final String IS_THERE =
      "SELECT pg_catalog.to_regclass('iceberg_tables') IS NOT NULL AS there";

  private final PostgresConnections connector;
  private final DatabaseAddress address;
  private @Nullable JdbcCatalog open;
  private @Nullable JdbcClientPool session;

  DatabaseCatalog(
      PostgresConnections connector,
      DatabaseAddress address,
      ObjectStorage objects,
      IcebergSettings settings) {
    super(objects, settings);
    // Iceberg's own statements find its tables along the role's path.
    this.connector = connector.byRolesPath();
    this.address = address;
  }

  @Override
  Optional<BaseTable> table(IcebergTarget target) throws SQLException {
    if (open == null && !isThere()) {
      return Optional.empty();
    }
    return load(catalog(false), target.identifier());
  }

  /// Creates the catalog, too, where that is missing.
  @Override
  BaseTable createdTable(IcebergTarget target, Schema schema) throws SQLException {
    JdbcCatalog catalog = createdCatalog();
    return loadOrMake(catalog, catalog::namespaceExists, catalog::createNamespace, target, schema);
  }

  // Two processes may create its tables at a time.
  private JdbcCatalog createdCatalog() throws SQLException {
    boolean create = !isThere();
    try {
      return catalog(create);
    } catch (RuntimeException e) {
      if (!create || !isThere()) {
        throw e;
      }
      close();
      return catalog(false);
    }
  }

  private JdbcCatalog catalog(boolean create) {
    JdbcCatalog catalog = open;
    if (catalog == null) {
      catalog = new JdbcCatalog(properties -> new ObjectFileIo(objects), this::sessions, create);
      Map<String, String> properties = new HashMap<>();
      // The library asks for it, though the sessions are opened otherwise.
      properties.put(CatalogProperties.URI, "jdbc:postgresql:");
      properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse());
      if (create) {
        // Tables of a catalog that is there already are never altered.
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "schema-version", "V1");
      }
      open = catalog;
      catalog.initialize(settings.catalogName(), properties);
    }
    return catalog;
  }

  private JdbcClientPool sessions(Map<String, String> properties) {
    JdbcClientPool opened =
        new JdbcClientPool(1, "jdbc:postgresql:", properties) {
          @Override
          protected Connection newClient() {
            return connector.open(address, APPLICATION);
          }

          @Override
          protected boolean isConnectionException(Exception e) {
            return false;
          }
        };
    session = opened;
    return opened;
  }

  private boolean isThere() throws SQLException {
    try (Connection session = connector.open(address, APPLICATION)) {
      return Sql.of(session, IS_THERE).one(row -> row.getBoolean("there"));
    }
  }

  @Override
  public void close() {
    JdbcCatalog catalog = open;
    open = null;
    if (catalog != null) {
      catalog.close();
    }
    // One that could not be initialised closes nothing.
    JdbcClientPool opened = session;
    session = null;
    if (opened != null && !opened.isClosed()) {
      opened.close();
    }
  }
}
