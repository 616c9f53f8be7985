package dev.plimsoll.sync.iceberg;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.storage.ObjectStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.jspecify.annotations.Nullable;

/// Iceberg's JDBC catalog in a PostgreSQL database, for one piece of work: one session, in which
/// nothing is repeated by itself. (The library's own pool repeats a statement whose session broke.
/// If it was the compare-and-swap of a commit that had taken place, it finds another value than it
/// expects and reports a conflict; the commit is then done a second time.)
public final class LakeCatalog implements AutoCloseable {
  private static final String APPLICATION = "plimsoll-sync iceberg";
  private static final String IS_THERE =
      "SELECT pg_catalog.to_regclass('iceberg_tables') IS NOT NULL AS there";
  private static final int FORMAT_VERSION = 2;

  private final PostgresConnector connector;
  private final DatabaseAddress address;
  private final ObjectStore objects;
  private final IcebergConfig config;
  private @Nullable JdbcCatalog open;
  private @Nullable OneSession session;

  LakeCatalog(
      PostgresConnector connector,
      DatabaseAddress address,
      ObjectStore objects,
      IcebergConfig config) {
    this.connector = connector;
    this.address = address;
    this.objects = objects;
    this.config = config;
  }

  /// The table; empty where it, or the whole catalog, is missing.
  public Optional<BaseTable> table(IcebergTarget target) throws SQLException {
    if (open == null && !isThere()) {
      return Optional.empty();
    }
    return load(catalog(false), target.identifier());
  }

  private static Optional<BaseTable> load(JdbcCatalog catalog, TableIdentifier identifier) {
    try {
      return Optional.of((BaseTable) catalog.loadTable(identifier));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /// The table, which is made where it is missing, and the catalog and namespace with it. Asked
  /// twice, or by two at a time, it is made once.
  BaseTable createdTable(IcebergTarget target, Schema schema) throws SQLException {
    JdbcCatalog catalog = createdCatalog();
    TableIdentifier identifier = target.identifier();
    Optional<BaseTable> found = load(catalog, identifier);
    if (found.isPresent()) {
      return found.get();
    }
    createNamespace(catalog, identifier.namespace());
    String location = location(target);
    String metadataLocation = location + "/metadata/00000-" + UUID.randomUUID() + ".metadata.json";
    // Registered with its first metadata: a table that the catalog makes gets field ids of its own,
    // while these are those of the files.
    TableMetadataParser.write(
        metadata(schema, location), new ObjectFileIo(objects).newOutputFile(metadataLocation));
    try {
      return (BaseTable) catalog.registerTable(identifier, metadataLocation);
    } catch (RuntimeException e) {
      return load(catalog, identifier).orElseThrow(() -> e);
    }
  }

  private static TableMetadata metadata(Schema schema, String location) {
    return TableMetadata.buildFromEmpty(FORMAT_VERSION)
        .assignUUID()
        .setLocation(location)
        .setCurrentSchema(schema, schema.highestFieldId())
        .setDefaultPartitionSpec(PartitionSpec.unpartitioned())
        .setDefaultSortOrder(SortOrder.unsorted())
        .build();
  }

  private static void createNamespace(JdbcCatalog catalog, Namespace namespace) {
    try {
      catalog.createNamespace(namespace);
    } catch (RuntimeException e) {
      if (!catalog.namespaceExists(namespace)) {
        throw e;
      }
    }
  }

  // Readers take a location for a URI, so names that would have to be escaped there are not in it.
  private String location(IcebergTarget target) {
    return warehouse()
        + "/"
        + plain(target.namespace()).replace('.', '/')
        + "/"
        + plain(target.table());
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  private String warehouse() {
    String location = ObjectFileIo.location(objects, config.warehouse());
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }

  // Two may make its tables at a time.
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
      // Asked for, though the sessions are opened otherwise.
      properties.put(CatalogProperties.URI, "jdbc:postgresql:");
      properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse());
      if (create) {
        // Tables of a catalog that is there already are never altered.
        properties.put(JdbcCatalog.PROPERTY_PREFIX + "schema-version", "V1");
      }
      open = catalog;
      catalog.initialize(config.catalogName(), properties);
    }
    return catalog;
  }

  private JdbcClientPool sessions(Map<String, String> properties) {
    OneSession opened = new OneSession(connector, address, properties);
    session = opened;
    return opened;
  }

  private boolean isThere() throws SQLException {
    try (Connection session = connector.open(address, APPLICATION);
        Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(IS_THERE)) {
      return row.next() && row.getBoolean("there");
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
    OneSession opened = session;
    session = null;
    if (opened != null && !opened.isClosed()) {
      opened.close();
    }
  }

  private static final class OneSession extends JdbcClientPool {
    private final PostgresConnector connector;
    private final DatabaseAddress address;

    OneSession(
        PostgresConnector connector, DatabaseAddress address, Map<String, String> properties) {
      super(1, "jdbc:postgresql:", properties);
      this.connector = connector;
      this.address = address;
    }

    @Override
    protected Connection newClient() {
      return connector.open(address, APPLICATION);
    }

    @Override
    protected boolean isConnectionException(Exception e) {
      return false;
    }
  }
}
