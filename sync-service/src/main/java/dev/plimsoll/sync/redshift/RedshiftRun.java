package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.sync.table.ExtractTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Load of one table into a Redshift.
///
/// @param files of the table; none for a table without rows
/// @param role that the cluster reads them with
/// @param create whether a missing table is created
record RedshiftRun(ExtractTable table, List<LoadableBatch> files, IamRole role, boolean create) {
  QualifiedName name() {
    return table.name();
  }

  List<Column> columns() {
    return table.definition().columns();
  }

  long rows() {
    return files.stream().mapToLong(LoadableBatch::rows).sum();
  }

  /// Redshift folds even quoted names to small letters unless a session says otherwise.

  static boolean hasCapitals(QualifiedName table, List<Column> columns) {
    return Stream.concat(
            Stream.of(table.schema(), table.name()), columns.stream().map(Column::name))
        .anyMatch(name -> !name.equals(name.toLowerCase(Locale.ROOT)));
  }
}
