package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.storage.ObjectStorage;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/// Catalog of Iceberg tables, for one piece of work. Whether a commit took place is read from the
/// table, whatever the catalog answers.
///
/// Missing tables are registered with their first metadata: a table that the catalog creates would
/// get field ids of its own, not those of the files.
abstract sealed class IcebergCatalog implements AutoCloseable permits DatabaseCatalog, RestCatalog {
  private static final int FORMAT_VERSION = 2;

  final ObjectStorage objects;
  final IcebergSettings settings;

  IcebergCatalog(ObjectStorage objects, IcebergSettings settings) {
    this.objects = objects;
    this.settings = settings;
  }

  /// Table; empty where it, or the whole catalog, is missing.
  abstract Optional<BaseTable> table(IcebergTarget target) throws SQLException;

  /// Table, created where it is missing, with its namespace. Created once, also by two calls at a
  /// time.
  abstract BaseTable createdTable(IcebergTarget target, Schema schema) throws SQLException;

  @Override
  public abstract void close();

  static Optional<BaseTable> load(Catalog catalog, TableIdentifier identifier) {
    try {
      return Optional.of((BaseTable) catalog.loadTable(identifier));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    }
  }

  /// @param create creates a namespace, or fails where it exists
  final BaseTable loadOrMake(
      Catalog catalog,
      Predicate<Namespace> exists,
      Consumer<Namespace> create,
      IcebergTarget target,
      Schema schema) {
    TableIdentifier identifier = target.identifier();
    Optional<BaseTable> found = load(catalog, identifier);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      create.accept(identifier.namespace());
    } catch (RuntimeException e) {
      if (!exists.test(identifier.namespace())) {
        throw e;
      }
    }
    // Readers take a location for a URI: names are written without what would have to be escaped.
    String location =
        "%s/%s/%s"
            .formatted(
                warehouse(), plain(target.namespace()).replace('.', '/'), plain(target.table()));
    String metadataLocation = location + "/metadata/00000-" + UUID.randomUUID() + ".metadata.json";
    TableMetadata metadata =
        TableMetadata.buildFromEmpty(FORMAT_VERSION)
            .assignUUID()
            .setLocation(location)
            .setCurrentSchema(schema, schema.highestFieldId())
            .setDefaultPartitionSpec(PartitionSpec.unpartitioned())
            .setDefaultSortOrder(SortOrder.unsorted())
            .build();
    TableMetadataParser.write(metadata, new ObjectFileIo(objects).newOutputFile(metadataLocation));
    try {
      return (BaseTable) catalog.registerTable(identifier, metadataLocation);
    } catch (RuntimeException e) {
      return load(catalog, identifier).orElseThrow(() -> e);
    }
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /// Location of tables that are created here, without a slash at its end.
  final String warehouse() {
    String location = objects.url(settings.warehouse());
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
