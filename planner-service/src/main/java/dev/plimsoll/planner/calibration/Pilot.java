package dev.plimsoll.planner.calibration;

import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.planning.sizing.SortMemory;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Pilot build: one index on a sample in a temporary table, watched from a second session.
///
/// Rough on purpose: a temporary table writes no WAL, and its index is not validated. The sort
/// differs most between collations and machines and is measured well. The validation is scaled by
/// the same factor.
final class Pilot {
  private static final int SAMPLE_ROWS = 500_000;
  private static final long MEMORY_BYTES = 256L << 20;
  private static final String LIMITS =
      """
      SET statement_timeout = '30s';
      SET lock_timeout = '1s';
      SET temp_buffers = '64MB';
      SET maintenance_work_mem = '256MB';
      SET max_parallel_maintenance_workers = 0
      """;
  private static final String LOADING =
      """
      SELECT coalesce(bool_or(phase LIKE '%loading tuples%'), false), count(*) > 0
      FROM pg_catalog.pg_stat_progress_create_index WHERE pid = ?
      """;

  private final Connection connection;
  private final Connection watching;
  private final BuildCosts costs;

  /// @param watching second session of the same role
  Pilot(Connection connection, Connection watching, double machineFactor) {
    this.connection = connection;
    this.watching = watching;
    this.costs = BuildCosts.measured(machineFactor);
  }

  /// @param key columns of a wanted index
  record Subject(TableFacts table, List<ColumnFacts> key) {}

  BuildObservation measure(Subject subject) throws SQLException {
    String columns = Identifiers.list(subject.key().stream().map(ColumnFacts::name).toList());
    try (Statement statement = connection.createStatement()) {
      statement.execute(LIMITS);
      statement.execute("DROP TABLE IF EXISTS pg_temp.plimsoll_pilot");
      statement.execute(
          "CREATE TEMPORARY TABLE plimsoll_pilot AS SELECT "
              + columns
              + " FROM "
              + Identifiers.quote(subject.table().name())
              + " LIMIT "
              + SAMPLE_ROWS);
      long rows =
          Sql.of(connection, "SELECT count(*) FROM pg_temp.plimsoll_pilot")
              .one(row -> row.getLong(1));
      FutureTask<Double> loading =
          watchLoading(Sql.of(connection, "SELECT pg_backend_pid()").one(row -> row.getInt(1)));
      Thread.ofVirtual().name("pilot-watch").start(loading);
      long start = System.nanoTime();
      statement.execute("CREATE INDEX ON pg_temp.plimsoll_pilot (" + columns + ")");
      double millis = (System.nanoTime() - start) / 1e6;
      statement.execute("DROP TABLE pg_temp.plimsoll_pilot");
      return observation(KeyShape.of(rows, subject.key()), millis, share(loading));
    }
  }

  /// Share of the looks at which it was loading, after the sort.
  private FutureTask<Double> watchLoading(int pid) {
    return new FutureTask<>(
        () -> {
          long seen = 0;
          long loading = 0;
          long quietSince = System.nanoTime();
          try (PreparedStatement look = watching.prepareStatement(LOADING)) {
            look.setInt(1, pid);
            // Ends when the build is gone, or was not seen for a second.
            while (System.nanoTime() - quietSince < 1_000_000_000L) {
              try (ResultSet row = look.executeQuery()) {
                row.next();
                if (row.getBoolean(2)) {
                  seen++;
                  loading += row.getBoolean(1) ? 1 : 0;
                  quietSince = System.nanoTime();
                } else if (seen > 0) {
                  break;
                }
              }
            }
          }
          return seen < 10 ? Double.NaN : (double) loading / seen;
        });
  }

  private static double share(FutureTask<Double> loading) {
    try {
      return loading.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    } catch (ExecutionException _) {
      return Double.NaN;
    }
  }

  /// @param loading share of the time; NaN where it was too short to see
  private BuildObservation observation(KeyShape key, double millis, double loading) {
    int passes =
        key.sortBytes() <= MEMORY_BYTES ? 0 : SortMemory.passes(key.sortBytes(), 0, MEMORY_BYTES);
    Phases expected = costs.phases(key.kind(), key.rows(), 0, passes);
    double work = expected.sort() + expected.serial();
    double serialShare = Double.isNaN(loading) ? expected.serial() / work : loading;
    double factor = millis / work;
    return new BuildObservation(
        key.kind(),
        key.rows(),
        0,
        passes,
        millis * (1 - serialShare),
        millis * serialShare,
        expected.validation() * factor,
        0,
        millis);
  }
}
