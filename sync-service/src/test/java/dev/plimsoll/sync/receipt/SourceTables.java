package dev.plimsoll.sync.receipt;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.mariadb.MariaDbConnections;
import dev.plimsoll.connector.mariadb.MariaDbSource;
import dev.plimsoll.connector.postgres.PostgresSource;
import dev.plimsoll.connector.source.ColumnRules;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.SpecialValuesRules;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Tables of a database, read as the service reads them.
public record SourceTables(Source source, DatabaseAddress address) {
  private static final String PROGRAM = "plimsoll-sync test";
  private static final ReadingSizes SIZES = new ReadingSizes(16 << 20, 128 << 20, 64, 4);

  public static SourceTables of(TestDatabase database) {
    return new SourceTables(
        new PostgresSource(new PostgresConnections(System.getenv()), RowLimit.NONE, SIZES),
        database.address());
  }

  static SourceTables of(MariaDbDatabase database) {
    return new SourceTables(
        new MariaDbSource(
            new MariaDbConnections(System.getenv()), RowLimit.NONE, SIZES, Duration.ZERO),
        database.address());
  }

  /// One of the schema `public`.
  public SourceTable table(String name) throws SQLException {
    return table(new QualifiedName("public", name), UnmappedTypes.REFUSE);
  }

  SourceTable table(QualifiedName name, UnmappedTypes unmapped) throws SQLException {
    ColumnRules rules = new ColumnRules(unmapped, SpecialValuesRules.of(null), null);
    try (PlanningSession session = source.plan(address, PROGRAM)) {
      return session.table(name, rules).table();
    }
  }

  TableAccess access(SourceTable table) {
    return access(new PlannedTable(table.name(), table.structure(), null));
  }

  private TableAccess access(PlannedTable planned) {
    return new TableAccess(address, PROGRAM, planned, null, false, () -> false);
  }

  @FunctionalInterface
  interface Use<T> {
    T of(SourceRows rows) throws SQLException, IOException;
  }

  <T> T rows(QualifiedName name, List<Column> columns, Use<T> use)
      throws SQLException, IOException {
    PlannedTable planned = new PlannedTable(name, TableStructure.unordered(true, columns), null);
    try (WholeTable whole = source.whole(access(planned));
        SourceRows rows = whole.rows()) {
      return use.of(rows);
    }
  }

  /// As the server computes it.
  public TableDigest digest(QualifiedName name, List<Column> columns) throws SQLException {
    return source
        .digest(
            address, PROGRAM, new PlannedTable(name, TableStructure.unordered(true, columns), null))
        .digest();
  }
}
