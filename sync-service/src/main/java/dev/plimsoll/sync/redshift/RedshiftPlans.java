package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.parquet.PageCodec;
import dev.plimsoll.connector.redshift.CopyStatements;
import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.connector.redshift.RedshiftType;
import dev.plimsoll.connector.redshift.SliceFiles;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftPlan.TablePlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import dev.plimsoll.sync.load.LoadRuns;
import dev.plimsoll.sync.load.LoadStore;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Plans of loads into a Redshift: manifests, which are written, and statements, which are not run.
@Singleton
public final class RedshiftPlans {
  private final LoadRuns loads;
  private final LoadStore batches;
  private final ObjectStore objects;

  public RedshiftPlans(LoadRuns loads, LoadStore batches, ObjectStore objects) {
    this.loads = loads;
    this.batches = batches;
    this.objects = objects;
  }

  /// Plans an extract. The same files have the same manifest at the same place each time.
  ///
  /// @throws PlimsollException INVALID_REQUEST, NOT_FOUND, TABLE_NOT_FOUND, CONFLICT for a table
  ///     that is not read to its end, or why the bucket cannot be written to
  RedshiftPlan plan(RedshiftRequest request) {
    IamRole role = new IamRole(request.iamRole());
    int slices = request.slices() == null ? 0 : request.slices();
    List<ExtractTable> tables = loads.read(request.extract(), request.tables());
    objects.requireBucket();
    return new RedshiftPlan(
        request.extract(), tables.stream().map(table -> plan(table, role, slices)).toList());
  }

  private TablePlan plan(ExtractTable table, IamRole role, int slices) {
    List<LoadableBatch> files = batches.all(table.id());
    long rows = files.stream().mapToLong(LoadableBatch::rows).sum();
    List<Column> columns = table.definition().columns();
    try {
      requireTypes(table);
      CopyManifest list = CopyManifest.of(objects.bucket(), files);
      String manifest = files.isEmpty() ? null : list.write(objects, table);
      List<String> sql = new ArrayList<>(CopyStatements.ledger());
      sql.add(CopyStatements.createTable(table.name(), columns));
      if (manifest != null) {
        sql.addAll(
            CopyStatements.transaction(table.name(), columns, manifest, role, list.id(), rows));
      }
      return new TablePlan(
          table.name(),
          manifest,
          files.size(),
          files.stream().mapToLong(LoadableBatch::bytes).sum(),
          rows,
          sql,
          remarks(table, files, slices),
          null,
          null);
    } catch (PlimsollException e) {
      return new TablePlan(
          table.name(),
          null,
          files.size(),
          0,
          rows,
          List.of(),
          List.of(),
          e.code(),
          e.getMessage());
    }
  }

  /// @throws PlimsollException UNSUPPORTED_TYPE
  static void requireTypes(ExtractTable table) {
    String missing =
        table.definition().columns().stream()
            .filter(column -> RedshiftType.of(column).isEmpty())
            .map(column -> "\"" + column.name() + "\" " + column.declaredType())
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_TYPE,
          table.name() + " has columns that Redshift does not take from Parquet: " + missing);
    }
  }

  private static List<String> remarks(ExtractTable table, List<LoadableBatch> files, int slices) {
    List<String> remarks =
        new ArrayList<>(
            SliceFiles.remarks(files.stream().map(LoadableBatch::bytes).toList(), slices));
    if (!files.isEmpty() && table.definition().codec() == PageCodec.ZSTD) {
      remarks.add(
          "pages are compressed by zstd, which Redshift's documentation does not name within"
              + " Parquet: extract with --codec snappy");
    }
    List<Column> columns = table.definition().columns();
    String unbounded =
        columns.stream()
            .filter(RedshiftType::mayBeTooLong)
            .map(column -> "\"" + column.name() + "\"")
            .collect(Collectors.joining(", "));
    if (!unbounded.isEmpty()) {
      remarks.add("COPY fails at a value that is longer than its column holds: " + unbounded);
    }
    if (RedshiftRun.hasCapitals(table.name(), columns)) {
      remarks.add("names with capitals need enable_case_sensitive_identifier");
    }
    return remarks;
  }
}
