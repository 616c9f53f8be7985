package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableMetadata;

/// Whether Iceberg tables take what is extracted, before anything is read. Writes nothing.
@Singleton
public final class IcebergCheck {
  private final LakeCatalogs catalogs;

  public IcebergCheck(LakeCatalogs catalogs) {
    this.catalogs = catalogs;
  }

  /// Whether there is such a catalog, without asking it.
  ///
  /// @throws PlimsollException NOT_FOUND or INVALID_REQUEST
  public void requireCatalog(String name) {
    catalogs.requireKnown(name);
  }

  /// @throws PlimsollException ICEBERG_TABLE_NOT_FOUND, ICEBERG_TABLE_MISMATCH,
  ///     ICEBERG_TABLE_NOT_EMPTY, UNSUPPORTED_TYPE, or why the catalog cannot be reached
  public void require(IcebergTarget target, List<Column> columns) {
    Schema ours = IcebergSchemas.of(columns);
    try (LakeCatalog catalog = catalogs.open(target.catalog())) {
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

  /// Whether a table has no data files as of a snapshot; one that does not say has some.
  static boolean isEmpty(Snapshot snapshot) {
    return "0".equals(snapshot.summary().get(SnapshotSummary.TOTAL_DATA_FILES_PROP));
  }

  static PlimsollException missing(IcebergTarget target) {
    return new PlimsollException(
        ErrorCode.ICEBERG_TABLE_NOT_FOUND,
        "there is no " + target + " in the catalog of \"" + target.catalog() + "\"");
  }
}
