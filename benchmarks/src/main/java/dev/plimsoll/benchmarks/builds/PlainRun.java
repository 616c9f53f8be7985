package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// What a script does: so many sessions, the largest table first, the same memory for each.
final class PlainRun extends Measured {
  private final int jobs;
  private final long memory;
  private final Form form;

  /// How an index is built.
  enum Form {
    /// As it can be done while others write.
    CONCURRENTLY,
    /// Reads the table once instead of twice, and nobody writes to it meanwhile: for copies that
    /// nobody uses yet.
    PLAIN;

    private String sql() {
      return this == CONCURRENTLY ? "CONCURRENTLY " : "";
    }
  }

  /// @param jobs sessions at once
  /// @param memory `maintenance_work_mem` of each, in bytes
  PlainRun(
      BuildYard yard,
      ElevenTables tables,
      String collation,
      ProcessCpu cpu,
      int jobs,
      long memory,
      Form form) {
    super(yard, tables, collation, cpu);
    this.jobs = jobs;
    this.memory = memory;
    this.form = form;
  }

  @Override
  @Nullable Duration build(Map<String, Double> figures) throws Exception {
    try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
      List<Future<?>> running = new ArrayList<>();
      for (QualifiedName table : tables().names()) {
        running.add(
            workers.submit(
                () -> {
                  key(yard(), table, memory, 2, form);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    return null;
  }

  static void key(BuildYard yard, QualifiedName table, long memory, int workers, Form form)
      throws SQLException {
    String quoted = Identifiers.quote(table);
    String index = Identifiers.quote(table.name() + "_pkey");
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '%dkB'".formatted(memory / 1_024));
      statement.execute("SET max_parallel_maintenance_workers = " + workers);
      statement.execute(
          "CREATE UNIQUE INDEX %s%s ON %s (hashkey)".formatted(form.sql(), index, quoted));
      statement.execute(
          "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s"
              .formatted(quoted, index, index));
    }
  }
}
