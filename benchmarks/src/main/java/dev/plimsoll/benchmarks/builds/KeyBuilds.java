package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Work of building all keys once, with what it cost the server.
record KeyBuilds(
    BenchDatabase database, ElevenTables tables, String collation, ProcessCpu cpu, Way way)
    implements Work {

  interface Way {
    /// Prepares a build, untimed; the tables have no keys.
    default void prepare(KeyBuilds of) {}

    /// Builds all keys and adds to `figures` whatever else it measures. Null where the harness'
    /// clock has the time.
    @Nullable Duration build(KeyBuilds of, Map<String, Double> figures) throws Exception;
  }

  @Override
  public void prepare() throws Exception {
    try (Connection connection = database.openAsSuperuser()) {
      tables.dropKeys(connection);
      tables.collate(connection, collation);
    }
    way.prepare(this);
  }

  @Override
  public Done run() throws Exception {
    double cpuBefore = cpu.seconds();
    double temporaryBefore = temporaryBytes();
    Map<String, Double> figures = new HashMap<>();
    Duration took = way.build(this, figures);
    figures.putIfAbsent("cpuSeconds", cpu.seconds() - cpuBefore);
    figures.put("temporaryBytes", temporaryBytes() - temporaryBefore);
    try (Connection connection = database.open()) {
      int keys = tables.keys(connection);
      if (keys != tables.names().size()) {
        throw new IllegalStateException(keys + " of " + tables.names().size() + " keys are there");
      }
    }
    return new Done(tables.rows(), took, figures);
  }

  private double temporaryBytes() throws SQLException {
    return database.one(
        "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()",
        row -> (double) row.getLong(1));
  }

  /// Builds the key of one table in a session of its own.
  ///
  /// @param memory `maintenance_work_mem`, in bytes
  /// @param workers most parallel workers
  /// @param concurrently lets others write and reads the table twice; else it is read once and
  ///     writers wait: for copies that are not in use yet
  void key(QualifiedName table, long memory, int workers, boolean concurrently)
      throws SQLException {
    String quoted = Identifiers.quote(table);
    String index = Identifiers.quote(table.name() + "_pkey");
    database.execute(
        "SET maintenance_work_mem = '%dkB'".formatted(memory / 1_024),
        "SET max_parallel_maintenance_workers = " + workers,
        "CREATE UNIQUE INDEX %s%s ON %s (hashkey)"
            .formatted(concurrently ? "CONCURRENTLY " : "", index, quoted),
        "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s"
            .formatted(quoted, index, index));
  }
}
