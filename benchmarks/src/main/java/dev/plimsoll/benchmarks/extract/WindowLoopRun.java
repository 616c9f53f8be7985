package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.PGStatement;

/// Loop over id windows in plain JDBC: one session, one prepared statement, every value read and
/// dropped. It has no ledger, no files and cannot be resumed, for which `fixed` pays.
record WindowLoopRun(RacedSource source, TableShape shape) implements Work {

  @Override
  public Done run() throws SQLException {
    RacedSource.Ids ids = source.ids(shape);
    long rows = 0;
    long queries = 0;
    long empty = 0;
    try (Connection connection = source.open();
        PreparedStatement window =
            connection.prepareStatement(
                "SELECT * FROM %s WHERE id >= ? AND id < ? ORDER BY id".formatted(shape.table()))) {
      if (window.isWrapperFor(PGStatement.class)) {
        window.unwrap(PGStatement.class).setPrepareThreshold(1);
      }
      for (long from = ids.first(); from <= ids.last(); from += WindowRule.FIXED_WIDTH) {
        window.setLong(1, from);
        window.setLong(2, from + WindowRule.FIXED_WIDTH);
        long read = read(window);
        rows += read;
        queries++;
        empty += read == 0 ? 1 : 0;
      }
    }
    return Done.of(
        rows,
        Map.of(ExtractRun.QUERIES, (double) queries, ExtractRun.EMPTY_QUERIES, (double) empty));
  }

  private static long read(PreparedStatement window) throws SQLException {
    long rows = 0;
    try (ResultSet found = window.executeQuery()) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        for (int column = 1; column <= columns; column++) {
          found.getObject(column);
        }
        rows++;
      }
    }
    return rows;
  }
}
