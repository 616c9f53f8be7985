package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.List;
import java.util.stream.Collectors;

/// Statements about a table that an index's recipe needs beside the index's own.
public final class TableSql {
  /// From this `server_version_num` on NOT NULL is a constraint that can be validated later.
  public static final int WITH_NOT_NULL_CONSTRAINTS = 180_000;

  private TableSql() {}

  /// Holds for new rows at once, for those that are there after [#validate]. From PostgreSQL 18 on.
  public static String addNotNull(QualifiedName table, String constraint, String column) {
    return "ALTER TABLE %s ADD CONSTRAINT %s NOT NULL %s NOT VALID"
        .formatted(
            Identifiers.quote(table), Identifiers.quote(constraint), Identifiers.quote(column));
  }

  /// The same before PostgreSQL 18, for all columns in one.
  public static String addNotNullCheck(
      QualifiedName table, String constraint, List<String> columns) {
    return "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID"
        .formatted(
            Identifiers.quote(table),
            Identifiers.quote(constraint),
            columns.stream()
                .map(column -> Identifiers.quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND ")));
  }

  /// Reads every row while others read and write.
  public static String validate(QualifiedName table, String constraint) {
    return "ALTER TABLE %s VALIDATE CONSTRAINT %s"
        .formatted(Identifiers.quote(table), Identifiers.quote(constraint));
  }

  /// At once where a validated CHECK proves it.
  public static String setNotNull(QualifiedName table, String column) {
    return "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL"
        .formatted(Identifiers.quote(table), Identifiers.quote(column));
  }

  public static String dropConstraint(QualifiedName table, String constraint) {
    return "ALTER TABLE %s DROP CONSTRAINT %s"
        .formatted(Identifiers.quote(table), Identifiers.quote(constraint));
  }

  public static String renameConstraint(QualifiedName table, String constraint, String name) {
    return "ALTER TABLE %s RENAME CONSTRAINT %s TO %s"
        .formatted(
            Identifiers.quote(table), Identifiers.quote(constraint), Identifiers.quote(name));
  }

  /// More workers than the table's size alone would get.
  ///
  /// @param workers 0 to 1024
  public static String setWorkers(QualifiedName table, int workers) {
    return "ALTER TABLE %s SET (parallel_workers = %d)"
        .formatted(Identifiers.quote(table), workers);
  }

  public static String resetWorkers(QualifiedName table) {
    return "ALTER TABLE %s RESET (parallel_workers)".formatted(Identifiers.quote(table));
  }

  public static String analyze(QualifiedName table) {
    return "ANALYZE " + Identifiers.quote(table);
  }

  /// For a session: a CREATE INDEX takes both for its leader and workers together.
  ///
  /// @param maintenanceWorkMemBytes rounded down to whole KiB, at most 2 TiB
  /// @param parallelWorkers 0 to 1024
  public static String limits(long maintenanceWorkMemBytes, int parallelWorkers) {
    return "SET maintenance_work_mem = '%dkB'; SET max_parallel_maintenance_workers = %d"
        .formatted(kib(maintenanceWorkMemBytes), parallelWorkers);
  }

  /// As PostgreSQL's memory settings take it.
  public static long kib(long bytes) {
    return Math.min(bytes / 1024, Integer.MAX_VALUE);
  }
}
