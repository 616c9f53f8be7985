package dev.plimsoll.benchmarks.estimates;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The shapes' tables in a database, with and without their indexes.
final class ShapeTables {
  private static final Pattern TEMPORARY_FILE = Pattern.compile("temporary file: .* size (\\d+)");

  private final BuildYard yard;
  private final long rows;

  ShapeTables(BuildYard yard, long rows) {
    this.yard = yard;
    this.rows = rows;
  }

  void create() throws SQLException {
    try (Connection connection = yard.openAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS citext SCHEMA public");
    }
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA shapes");
      for (Shape shape : Shape.ALL) {
        String table = Identifiers.quote(shape.table());
        statement.execute(
            "CREATE TABLE %s (%s, payload double precision) WITH (autovacuum_enabled = off)"
                .formatted(table, shape.key()));
        statement.execute(
            "INSERT INTO %s SELECT %s, i FROM generate_series(1, %d) AS i"
                .formatted(table, shape.values(), rows));
        switch (shape.state()) {
          case ANALYZED -> statement.execute("VACUUM (FREEZE, ANALYZE) " + table);
          case NEVER_ANALYZED -> {}
          case DEAD_ROWS -> {
            statement.execute("VACUUM (FREEZE, ANALYZE) " + table);
            statement.execute("DELETE FROM " + table + " WHERE k % 3 <> 0");
          }
        }
      }
    }
  }

  /// Back to tables without any index.
  void dropIndexes() throws SQLException {
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      for (String command : drops(statement)) {
        statement.execute(command);
      }
      statement.execute("DROP INDEX IF EXISTS shapes.probe");
    }
  }

  private static List<String> drops(Statement statement) throws SQLException {
    List<String> drops = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT CASE WHEN k.conname IS NULL
              THEN format('DROP INDEX %s', i.indexrelid::regclass)
              ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, k.conname)
              END
            FROM pg_index i
            LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
            JOIN pg_class c ON c.oid = i.indrelid
            WHERE c.relnamespace = 'shapes'::regnamespace
            """)) {
      while (rows.next()) {
        drops.add(rows.getString(1));
      }
    }
    return drops;
  }

  /// Temporary files of a build, in bytes.
  ///
  /// @param atATime the most that existed
  /// @param written in all, by the sort of the build and by that of its validation
  record TemporaryFiles(long atATime, long written) {}

  /// The temporary files that an index of this plan takes, as the server logs them: built once more
  /// by itself, with the memory of the plan and no workers, so that each sort has one file, and the
  /// first is gone before the second begins.
  TemporaryFiles temporaryFiles(PlannedBuild planned) throws SQLException {
    try (Connection connection = yard.openAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SET maintenance_work_mem = '%dkB'".formatted(planned.maintenanceWorkMemBytes() / 1_024));
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
