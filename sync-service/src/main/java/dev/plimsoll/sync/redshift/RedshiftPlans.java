package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.redshift.CopyLoad;
import dev.plimsoll.connector.redshift.CopyManifest;
import dev.plimsoll.connector.redshift.CopyStatements;
import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftPlan.TablePlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import dev.plimsoll.sync.load.LoadProgressStore;
import dev.plimsoll.sync.load.RequestedLoads;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import jakarta.inject.Singleton;
import java.util.List;

/// Plans of loads into a Redshift: manifests, which are written, and statements, which are not run.
@Singleton
public final class RedshiftPlans {
  private final RequestedLoads loads;
  private final LoadProgressStore batches;
  private final ObjectStore objects;

  public RedshiftPlans(RequestedLoads loads, LoadProgressStore batches, ObjectStore objects) {
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
    RedshiftRun run = RedshiftRun.of(table, batches.all(table.id()), role, true);
    CopyLoad load = run.load();
    try {
      CopyLoad.requireTypes(load.name(), load.columns());
      CopyManifest list = CopyManifest.of(objects.bucket(), load.files());
      String manifest =
          load.files().isEmpty() ? null : list.write(objects, run.manifestKey(objects));
      return new TablePlan(
          load.name(),
          manifest,
          load.files().size(),
          load.bytes(),
          load.rows(),
          CopyStatements.script(load, manifest, list.id()),
          load.remarks(table.definition().files().codec(), slices),
          null);
    } catch (PlimsollException e) {
      return new TablePlan(
          load.name(),
          null,
          load.files().size(),
          0,
          load.rows(),
          List.of(),
          List.of(),
          Failure.of(e.code(), e.getMessage()));
    }
  }
}
