package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/// Catalogs of Iceberg tables: REST catalogs that are configured, and those that databases hold.
/// Each piece of work opens its own. Thread-safe.
public final class IcebergCatalogs {
  private final CatalogDatabases databases;
  private final PostgresConnections connector;
  private final ObjectStorage objects;
  private final IcebergSettings settings;

  /// @param objects hold metadata and manifests, and the files that are committed
  public IcebergCatalogs(
      CatalogDatabases databases,
      PostgresConnections connector,
      ObjectStorage objects,
      IcebergSettings settings) {
    this.databases = databases;
    this.connector = connector;
    this.objects = objects;
    this.settings = settings;
  }

  /// @param name of a configured REST catalog; else of a database
  private IcebergCatalog open(String name) {
    IcebergSettings.@Nullable Rest rest = settings.rest().get(name);
    return rest == null
        ? new DatabaseCatalog(connector, databases.address(name), objects, settings)
        : new RestCatalog(name, rest, objects, settings);
  }

  /// Requires that there is such a catalog, without connecting to it.
  ///
  /// @throws PlimsollException NOT_FOUND or INVALID_REQUEST
  public void requireKnown(String name) {
    if (!settings.rest().containsKey(name)) {
      databases.address(name);
    }
  }

  /// Checks that an Iceberg table takes what is extracted, before anything is read. Writes nothing.
  ///
  /// @throws PlimsollException ICEBERG_TABLE_NOT_FOUND, ICEBERG_TABLE_MISMATCH,
  ///     ICEBERG_TABLE_NOT_EMPTY, UNSUPPORTED_TYPE, or why the catalog cannot be reached
  public void require(IcebergTarget target, List<Column> columns) throws SQLException {
    Schema ours = IcebergSchemas.of(columns);
    try (IcebergCatalog catalog = open(target.catalog())) {
      Optional<BaseTable> table = catalog.table(target);
      if (table.isPresent()) {
        require(table.get(), target, ours);
      } else if (!target.create()) {
        throw missing(target);
      }
    } catch (RuntimeException e) {
      throw CatalogErrors.meaning(e);
    }
  }

  /// Commits a run as one snapshot of its table, unless it is committed already.
  ///
  /// @param base of an earlier attempt; null before the first
  /// @param begin stores the base of the first attempt before it returns
  /// @throws PlimsollException CONNECTION_LOST or SERIALIZATION_FAILED where the outcome is to be
  ///     read; ICEBERG_TABLE_NOT_FOUND, ICEBERG_TABLE_MISMATCH, ICEBERG_TABLE_NOT_EMPTY,
  ///     ICEBERG_COMMIT_UNRESOLVED, OBJECT_CORRUPT
  public CommittedSnapshot commit(
      IcebergRun run, @Nullable BaseSnapshot base, Consumer<BaseSnapshot> begin)
      throws SQLException, IOException {
    try (IcebergCatalog catalog = open(run.target().catalog())) {
      return new SnapshotCommit(catalog, objects, run).commit(base, begin);
    } catch (RuntimeException e) {
      throw CatalogErrors.meaning(e);
    }
  }

  /// Snapshot of a run, as its table shows it.
  ///
  /// @param base null where no attempt was made yet
  /// @return empty where it is certainly not committed
  /// @throws PlimsollException ICEBERG_COMMIT_UNRESOLVED where nothing is certain
  public Optional<CommittedSnapshot> find(IcebergRun run, @Nullable BaseSnapshot base)
      throws SQLException, IOException {
    try (IcebergCatalog catalog = open(run.target().catalog())) {
      return new SnapshotCommit(catalog, objects, run).find(base);
    } catch (RuntimeException e) {
      throw CatalogErrors.meaning(e);
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
