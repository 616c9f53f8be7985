package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Source on the stack's PostgreSQL, which also holds the services' own databases.
final class RacedPostgres implements RacedSource {
  private final BenchDatabase database;
  private final ProcessCpu cpu;

  RacedPostgres(BenchDatabase database) throws SQLException, IOException {
    this.database = database;
    this.cpu = database.cpu();
    database.execute("CREATE SCHEMA " + TableShape.SCHEMA);
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public DatabaseRegistration registration() {
    return DatabaseRegistration.withoutBuilds(
        database.address().database(), database.address(), DatabaseKind.POSTGRES);
  }

  @Override
  public List<TableShape> shapes() {
    return List.of(TableShape.values());
  }

  @Override
  public void settle() throws SQLException {
    database.checkpoint();
  }

  @Override
  public Drained drain(TableShape shape) throws SQLException {
    try (Connection connection = database.open()) {
      long begin = System.nanoTime();
      long rows = toNowhere(connection, Identifiers.quote(shape.table()));
      return new Drained(rows, Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  @Override
  public boolean canDrainByParts() {
    return true;
  }

  @Override
  public Drained drain(TableShape shape, int streams) throws Exception {
    long size;
    try (Connection connection = open()) {
      size = Math.ceilDiv(BenchDatabase.blocks(connection, shape.table()), streams);
    }
    long begin = System.nanoTime();
    List<Callable<Long>> parts = new ArrayList<>();
    for (int part = 0; part < streams; part++) {
      String sql =
          "(SELECT * FROM %s WHERE ctid >= '(%d,0)' AND ctid < '(%d,0)')"
              .formatted(Identifiers.quote(shape.table()), part * size, (part + 1) * size);
      parts.add(
          () -> {
            try (Connection connection = open()) {
              return toNowhere(connection, sql);
            }
          });
    }
    long rows = SideBySide.sum(streams, parts);
    return new Drained(rows, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static long toNowhere(Connection connection, String what) throws SQLException {
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + what + " TO STDOUT (FORMAT binary)");
    while (copy.readFromCopy() != null) {
      // To nowhere.
    }
    return copy.getHandledRowCount();
  }

  @Override
  public Connection open() {
    return database.open();
  }

  @Override
  public ProcessCpu cpu() {
    return cpu;
  }
}
