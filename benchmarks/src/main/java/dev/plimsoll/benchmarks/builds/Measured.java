package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All keys once, with what it cost the server.
abstract class Measured implements Work {
  private final BuildYard yard;
  private final ElevenTables tables;
  private final String collation;
  private final ProcessCpu cpu;

  /// @param collation of the key, as in SQL
  Measured(BuildYard yard, ElevenTables tables, String collation, ProcessCpu cpu) {
    this.yard = yard;
    this.tables = tables;
    this.collation = collation;
    this.cpu = cpu;
  }

  final BuildYard yard() {
    return yard;
  }

  final ElevenTables tables() {
    return tables;
  }

  final ProcessCpu cpu() {
    return cpu;
  }

  @Override
  public void prepare() throws Exception {
    try (Connection connection = yard.openAsSuperuser()) {
      tables.dropKeys(connection);
      tables.collate(connection, collation);
    }
  }

  final void dropKey(QualifiedName table) throws SQLException {
    try (Connection connection = yard.openAsSuperuser()) {
      tables.dropKey(connection, table);
    }
  }

  /// Builds everything.
  ///
  /// @return null for what the clock says
  abstract @Nullable Duration build(Map<String, Double> figures) throws Exception;

  @Override
  public final Done run() throws Exception {
    double cpuBefore = cpu.seconds();
    double temporaryBefore = yard.temporaryBytes();
    Map<String, Double> figures = new HashMap<>();
    Duration took = build(figures);
    figures.putIfAbsent("cpuSeconds", cpu.seconds() - cpuBefore);
    figures.put("temporaryBytes", yard.temporaryBytes() - temporaryBefore);
    try (Connection connection = yard.open()) {
      int keys = tables.keys(connection);
      if (keys != tables.names().size()) {
        throw new IllegalStateException(keys + " of " + tables.names().size() + " keys are there");
      }
    }
    return new Done(tables.rows(), took, figures);
  }
}
