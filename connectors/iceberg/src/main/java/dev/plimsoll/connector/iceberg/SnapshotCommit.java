package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.parquet.ParquetFooter;
import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.jspecify.annotations.Nullable;

/// Commit of a run as one snapshot of its Iceberg table, and the search for one that exists
/// already.
///
/// The catalog's compare-and-swap lets one of several writers through. The others read the table
/// again and retry; each time the run is looked for in the new snapshots. So a run that two
/// processes commit at a time becomes one snapshot, also among other writers.
final class SnapshotCommit {
  /// Keys of a snapshot's summary.
  static final String RUN = "plimsoll.run";

  static final String EXTRACT = "plimsoll.extract";

  private final IcebergCatalog catalog;
  private final ObjectStorage objects;
  private final IcebergRun run;

  SnapshotCommit(IcebergCatalog catalog, ObjectStorage objects, IcebergRun run) {
    this.catalog = catalog;
    this.objects = objects;
    this.run = run;
  }

  /// As [IcebergCatalogs#find].
  Optional<CommittedSnapshot> find(@Nullable BaseSnapshot base) throws SQLException, IOException {
    Optional<BaseTable> table = catalog.table(run.target());
    if (table.isEmpty()) {
      if (base != null) {
        throw unresolved("the table is gone");
      }
      return Optional.empty();
    }
    return find(table.get(), base);
  }

  private Optional<CommittedSnapshot> find(Table table, @Nullable BaseSnapshot base)
      throws IOException {
    Optional<CommittedSnapshot> found = find(table.snapshots());
    if (found.isPresent() || base == null) {
      return found;
    }
    if (!base.tableUuid().equals(table.uuid().toString())) {
      throw unresolved("the table is another one of the same name");
    }
    if (reaches(table, base.snapshotId())) {
      return Optional.empty();
    }
    if (holdsFile(table)) {
      return Optional.of(new CommittedSnapshot(null));
    }
    throw unresolved("the snapshots since the first attempt have expired or were rolled back");
  }

  private Optional<CommittedSnapshot> find(Iterable<Snapshot> snapshots) {
    for (Snapshot snapshot : snapshots) {
      if (run.id().toString().equals(snapshot.summary().get(RUN))) {
        return Optional.of(new CommittedSnapshot(snapshot.snapshotId()));
      }
    }
    return Optional.empty();
  }

  /// Whether every snapshot since the base is still there.
  private static boolean reaches(Table table, @Nullable Long base) {
    @Nullable Long id =
        table.currentSnapshot() == null ? null : (Long) table.currentSnapshot().snapshotId();
    while (id != null && !id.equals(base)) {
      Snapshot snapshot = table.snapshot(id);
      if (snapshot == null) {
        return false;
      }
      id = snapshot.parentId();
    }
    return id != null || base == null;
  }

  private boolean holdsFile(Table table) throws IOException {
    Set<String> ours =
        run.files().stream().map(file -> objects.url(file.key())).collect(Collectors.toSet());
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        if (ours.contains(task.file().location())) {
          return true;
        }
      }
    }
    return false;
  }

  /// As [IcebergCatalogs#commit].
  CommittedSnapshot commit(@Nullable BaseSnapshot base, Consumer<BaseSnapshot> begin)
      throws SQLException, IOException {
    Schema ours = IcebergSchemas.of(run.columns());
    BaseTable table = table(ours);
    Optional<CommittedSnapshot> found = find(table, base);
    if (found.isPresent()) {
      return found.get();
    }
    IcebergCatalogs.require(table, run.target(), ours);
    List<DataFile> files = files(ours);
    if (base == null) {
      Snapshot current = table.currentSnapshot();
      begin.accept(
          new BaseSnapshot(
              table.uuid().toString(), current == null ? null : (Long) current.snapshotId()));
    }
    try {
      extend(table, ours);
      SnapshotUpdate<?> update = update(table, files);
      update.set(RUN, run.id().toString());
      update.set(EXTRACT, run.extractId().toString());
      update.validateWith(stillToBeDone());
      update.commit();
    } catch (ValidationException e) {
      table.refresh();
      Optional<CommittedSnapshot> other = find(table.snapshots());
      if (other.isEmpty()) {
        IcebergCatalogs.require(table, run.target(), ours);
      }
      return other.orElseThrow(() -> e);
    } catch (CommitStateUnknownException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "whether the commit took place is not known", e);
    } catch (CommitFailedException e) {
      throw new PlimsollException(
          ErrorCode.SERIALIZATION_FAILED, "others commit to " + run.target() + " all the time", e);
    }
    table.refresh();
    return find(table.snapshots())
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.CONNECTION_LOST, "the commit is not found in the table"));
  }

  private BaseTable table(Schema ours) throws SQLException {
    if (run.target().create()) {
      return catalog.createdTable(run.target(), ours);
    }
    return catalog.table(run.target()).orElseThrow(() -> IcebergCatalogs.missing(run.target()));
  }

  private static void extend(BaseTable table, Schema ours) {
    TableMetadata now = table.operations().current();
    Optional<Schema> extended = IcebergSchemas.extended(now.schema(), ours, now.schemas().stream());
    if (extended.isPresent()) {
      // With the field ids of the files; Iceberg's own way to add a column gives it another.
      table.operations().commit(now, now.updateSchema(extended.get()));
      table.refresh();
    }
  }

  private SnapshotUpdate<?> update(Table table, List<DataFile> files) {
    return switch (run.target().write()) {
      case EMPTY, APPEND -> {
        AppendFiles append = table.newAppend();
        files.forEach(append::appendFile);
        yield append;
      }
      case REPLACE -> {
        OverwriteFiles overwrite = table.newOverwrite();
        overwrite.overwriteByRowFilter(Expressions.alwaysTrue());
        files.forEach(overwrite::addFile);
        yield overwrite;
      }
    };
  }

  private SnapshotAncestryValidator stillToBeDone() {
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> ancestors) {
        boolean empty =
            !ancestors.iterator().hasNext() || IcebergCatalogs.isEmpty(ancestors.iterator().next());
        return find(ancestors).isEmpty()
            && (empty || run.target().write() != IcebergTarget.Write.EMPTY);
      }

      @Override
      public String errorMessage() {
        return "the run is committed already, or the table is not empty any more";
      }
    };
  }

  private List<DataFile> files(Schema ours) throws IOException {
    List<DataFile> files = new ArrayList<>(run.files().size());
    for (IcebergRun.RunFile file : run.files()) {
      ObjectBytes object = objects.open(file.key(), file.bytes());
      ParquetMetadata footer = ParquetFooter.read(object, run.columns());
      long rows = footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
      if (rows != file.rows()) {
        throw new PlimsollException(
            ErrorCode.OBJECT_CORRUPT,
            "%s holds %d rows, not the %d that were announced"
                .formatted(file.key(), rows, file.rows()));
      }
      files.add(
          DataFiles.builder(PartitionSpec.unpartitioned())
              .withPath(objects.url(file.key()))
              .withFormat(FileFormat.PARQUET)
              .withFileSizeInBytes(file.bytes())
              .withMetrics(DataFileMetrics.of(footer, ours))
              .withSplitOffsets(
                  footer.getBlocks().stream().map(BlockMetaData::getStartingPos).toList())
              .build());
    }
    return files;
  }

  private PlimsollException unresolved(String why) {
    return new PlimsollException(
        ErrorCode.ICEBERG_COMMIT_UNRESOLVED,
        "a commit to %s was begun, and whether it took place cannot be read any more: %s; its snapshot"
                .formatted(run.target(), why)
            + " would have "
            + RUN
            + " = "
            + run.id()
            + " in its summary");
  }
}
