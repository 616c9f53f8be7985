package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/// Catalogs of Iceberg tables: REST catalogs that are configured, and those that registered
/// databases hold.
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

  /// New catalog for one piece of work.
  ///
  /// @param name of a configured REST catalog; else of a registered PostgreSQL
  /// @throws PlimsollException NOT_FOUND, INVALID_REQUEST, or why the database cannot be reached
  public LakeCatalog open(String name) {
    IcebergConfig.@Nullable Rest rest = config.rest().get(name);
    return rest == null
        ? new DatabaseCatalog(connector, registry.loadedByBatches(name).address(), objects, config)
        : new RestCatalog(name, rest, objects, config);
  }

  /// Requires that there is such a catalog, without connecting to it.
  ///
  /// @throws PlimsollException NOT_FOUND or INVALID_REQUEST
  public void requireKnown(String name) {
    if (!config.rest().containsKey(name)) {
      registry.loadedByBatches(name);
    }
  }

  /// Checks that an Iceberg table takes what is extracted, before anything is read. Writes nothing.
  ///
  /// @throws PlimsollException ICEBERG_TABLE_NOT_FOUND, ICEBERG_TABLE_MISMATCH,
  ///     ICEBERG_TABLE_NOT_EMPTY, UNSUPPORTED_TYPE, or why the catalog cannot be reached
  public void require(IcebergTarget target, List<Column> columns) {
    Schema ours = IcebergSchemas.of(columns);
    try (LakeCatalog catalog = open(target.catalog())) {
      Optional<BaseTable> table = catalog.table(target);
      if (table.isPresent()) {
        require(table.get(), target, ours);
      } else if (!target.create()) {
        throw missing(target);
      }
    } catch (SQLException | RuntimeException e) {
      throw ExceptionCodes.of(e);
    }
  }

  static void require(BaseTable table, IcebergTarget target, Schema ours) {
    TableMetadata now = table.operations().current();
    if (!now.spec().isUnpartitioned()) {
      throw new PlimsollException(
          ErrorCode.ICEBERG_TABLE_MISMATCH,
          target + " is partitioned (" + now.spec() + "), which extracted files are not");
    }
    IcebergSchemas.extended(now.schema(), ours, now.schemas().stream());
    Snapshot current = table.currentSnapshot();
    if (target.write() == IcebergTarget.Write.EMPTY && current != null && !isEmpty(current)) {
      throw new PlimsollException(
          ErrorCode.ICEBERG_TABLE_NOT_EMPTY,
          "%s has %s rows as of its snapshot %d"
              .formatted(
                  target,
                  current.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "some"),
                  current.snapshotId()));
    }
  }

  /// Whether a table has no data files in a snapshot; without a count, it counts as having some.
  static boolean isEmpty(Snapshot snapshot) {
    return "0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP));
  }

  static PlimsollException missing(IcebergTarget target) {
    return new PlimsollException(
        ErrorCode.ICEBERG_TABLE_NOT_FOUND,
        "there is no " + target + " in the catalog of \"" + target.catalog() + "\"");
  }
}
