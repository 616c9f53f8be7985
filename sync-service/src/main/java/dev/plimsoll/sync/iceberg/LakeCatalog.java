package dev.plimsoll.sync.iceberg;

import java.sql.SQLException;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;

/// A catalog of Iceberg tables, for one piece of work. Whatever it says about its own commits, what
/// took place is read from the table.
public sealed interface LakeCatalog extends AutoCloseable permits DatabaseCatalog, RestCatalog {
  /// The table; empty where it, or the whole catalog, is missing.
  Optional<BaseTable> table(IcebergTarget target) throws SQLException;

  /// The table, which is made where it is missing, and the namespace with it. Asked twice, or by
  /// two at a time, it is made once.
  BaseTable createdTable(IcebergTarget target, Schema schema) throws SQLException;

  @Override
  void close();
}
