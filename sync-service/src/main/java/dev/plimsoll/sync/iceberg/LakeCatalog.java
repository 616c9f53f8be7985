package dev.plimsoll.sync.iceberg;

import dev.plimsoll.sync.storage.ObjectStore;
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

/// A catalog of Iceberg tables, for one piece of work. Whatever it says about its own commits, what
/// took place is read from the table.
///
/// Tables that are missing are registered with their first metadata: a table that the catalog makes
/// gets field ids of its own, while these are those of the files.
public abstract sealed class LakeCatalog implements AutoCloseable
    permits DatabaseCatalog, RestCatalog {
  private static final int FORMAT_VERSION = 2;

  final ObjectStore objects;
  final IcebergConfig config;

  LakeCatalog(ObjectStore objects, IcebergConfig config) {
    this.objects = objects;
    this.config = config;
  }

  /// The table; empty where it, or the whole catalog, is missing.
  abstract Optional<BaseTable> table(IcebergTarget target) throws SQLException;

  /// The table, which is made where it is missing, and the namespace with it. Asked twice, or by
  /// two at a time, it is made once.
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

  /// @param exists whether a namespace does
  /// @param create makes a namespace, or fails where it is there
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
    String location = location(target);
    String metadataLocation = location + "/metadata/00000-" + UUID.randomUUID() + ".metadata.json";
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

  /// Where tables that are made here are kept; without a slash at its end.
  final String warehouse() {
    String location = ObjectFileIo.location(objects, config.warehouse());
    return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
  }
}
