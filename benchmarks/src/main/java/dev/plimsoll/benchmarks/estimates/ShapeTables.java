package dev.plimsoll.benchmarks.estimates;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tables of all shapes in a database.
final class ShapeTables {
  private static final Pattern TEMPORARY_FILE = Pattern.compile("temporary file: .* size (\\d+)");

  private static final String DROPS =
      """
      SELECT CASE WHEN k.conname IS NULL
        THEN format('DROP INDEX %s', i.indexrelid::regclass)
        ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, k.conname)
        END
      FROM pg_index i
      LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
      JOIN pg_class c ON c.oid = i.indrelid
      WHERE c.relnamespace = 'shapes'::regnamespace
      """;

  private final BenchDatabase database;
  private final long rows;

  ShapeTables(BenchDatabase database, long rows) {
    this.database = database;
    this.rows = rows;
  }

  void create() throws SQLException {
    database.executeAsSuperuser("CREATE EXTENSION IF NOT EXISTS citext SCHEMA public");
    try (Connection connection = database.open()) {
      BenchDatabase.execute(connection, "CREATE SCHEMA shapes");
      for (Shape shape : Shape.ALL) {
        create(connection, shape);
      }
    }
  }

  private void create(Connection connection, Shape shape) throws SQLException {
    String table = Identifiers.quote(shape.table());
    BenchDatabase.execute(
        connection,
        "CREATE TABLE %s (%s, payload double precision) WITH (autovacuum_enabled = off)"
            .formatted(table, shape.key()),
        "INSERT INTO %s SELECT %s, i FROM generate_series(1, %d) AS i"
            .formatted(table, shape.values(), rows));
    if (shape.state() != Shape.State.NEVER_ANALYZED) {
      BenchDatabase.execute(connection, "VACUUM (FREEZE, ANALYZE) " + table);
    }
    if (shape.state() == Shape.State.DEAD_ROWS) {
      BenchDatabase.execute(connection, "DELETE FROM " + table + " WHERE k % 3 <> 0");
    }
  }

  void dropIndexes() throws SQLException {
    try (Connection connection = database.open()) {
      List<String> drops = Sql.of(connection, DROPS).list(row -> row.getString(1));
      BenchDatabase.execute(connection, drops.toArray(String[]::new));
      BenchDatabase.execute(connection, "DROP INDEX IF EXISTS shapes.probe");
    }
  }

  /// Temporary bytes of a build: the most at a time, and those of both sorts (build, validation).
  record TemporaryFiles(long atATime, long written) {}

  /// Temporary files of an index, from the server's log. The index is built once more alone, with
  /// the plan's memory and no workers: each sort has one file, gone before the next sort begins.
  TemporaryFiles temporaryFiles(PlannedBuild planned) throws SQLException {
    try (Connection connection = database.openAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SET maintenance_work_mem = '%dkB'"
              .formatted(planned.allocation().maintenanceWorkMemBytes() / 1_024));
      statement.execute("SET max_parallel_maintenance_workers = 0");
      statement.execute("SET log_temp_files = 0");
      statement.execute("SET client_min_messages = log");
      statement.clearWarnings();
      statement.execute(
          IndexSql.createConcurrently(planned.table(), planned.definition(), "probe"));
      long most = 0;
      long written = 0;
      for (SQLWarning warning = statement.getWarnings();
          warning != null;
          warning = warning.getNextWarning()) {
        Matcher file = TEMPORARY_FILE.matcher(String.valueOf(warning.getMessage()));
        if (file.find()) {
          long bytes = Long.parseLong(file.group(1));
          most = Math.max(most, bytes);
          written += bytes;
        }
      }
      statement.execute("DROP INDEX shapes.probe");
      return new TemporaryFiles(most, written);
    }
  }
}
