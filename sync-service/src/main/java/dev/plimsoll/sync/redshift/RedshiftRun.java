package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.redshift.CopyLoad;
import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import java.util.List;

/// Load of one table of an extract into a Redshift.
record RedshiftRun(ExtractTable table, CopyLoad load) {
  static RedshiftRun of(
      ExtractTable table, List<LoadableBatch> files, IamRole role, boolean create) {
    return new RedshiftRun(
        table, new CopyLoad(table.name(), table.definition().columns(), files, role, create));
  }

  /// Key of the manifest of its files; the same each time.
  String manifestKey(ObjectStore objects) {
    return ObjectKeys.prefix(objects, table.extractId(), table.ordinal(), table.name())
        + "redshift.manifest";
  }
}
