package dev.plimsoll.postgres.index;

import static dev.plimsoll.postgres.sql.Identifiers.quote;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;

/// Statements about a table in an index' recipe.
public final class TableSql {
  /// First `server_version_num` with NOT NULL constraints that can be validated later.
  public static final int WITH_NOT_NULL_CONSTRAINTS = 180_000;

  private TableSql() {}

  /// Checks new rows at once, existing ones by [#validate]. From PostgreSQL 18 on.
  public static String addNotNull(QualifiedName table, String constraint, String column) {
    return "ALTER TABLE %s ADD CONSTRAINT %s NOT NULL %s NOT VALID"
        .formatted(quote(table), quote(constraint), quote(column));
  }

  /// The same before PostgreSQL 18, for several columns.
  public static String addNotNullCheck(
      QualifiedName table, String constraint, List<String> columns) {
    return "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID"
        .formatted(
            quote(table),
            quote(constraint),
            columns.stream()
                .map(column -> quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND ")));
  }

  /// Reads every row without blocking readers or writers.
  public static String validate(QualifiedName table, String constraint) {
    return "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(quote(table), quote(constraint));
  }

  /// Immediate where a validated CHECK proves it.
  public static String setNotNull(QualifiedName table, String column) {
    return "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(quote(table), quote(column));
  }

  public static String dropConstraint(QualifiedName table, String constraint) {
    return "ALTER TABLE %s DROP CONSTRAINT %s".formatted(quote(table), quote(constraint));
  }

  public static String renameConstraint(QualifiedName table, String constraint, String name) {
    return "ALTER TABLE %s RENAME CONSTRAINT %s TO %s"
        .formatted(quote(table), quote(constraint), quote(name));
  }

  /// Allows more workers than the table's size would: 0 to 1024.
  public static String setWorkers(QualifiedName table, int workers) {
    return "ALTER TABLE %s SET (parallel_workers = %d)".formatted(quote(table), workers);
  }

  public static String resetWorkers(QualifiedName table) {
    return "ALTER TABLE %s RESET (parallel_workers)".formatted(quote(table));
  }

  public static String analyze(QualifiedName table) {
    return "ANALYZE " + quote(table);
  }

  /// Session settings; the memory is for a CREATE INDEX' leader and workers together.
  ///
  /// @param maintenanceWorkMemBytes rounded down to whole KiB, at most 2 TiB
  /// @param parallelWorkers 0 to 1024
  public static String limits(long maintenanceWorkMemBytes, int parallelWorkers) {
    return "SET maintenance_work_mem = '%dkB'; SET max_parallel_maintenance_workers = %d"
        .formatted(kib(maintenanceWorkMemBytes), parallelWorkers);
  }

  /// KiB for PostgreSQL's memory settings.
  public static long kib(long bytes) {
    return Math.min(bytes / 1024, Integer.MAX_VALUE);
  }
}
