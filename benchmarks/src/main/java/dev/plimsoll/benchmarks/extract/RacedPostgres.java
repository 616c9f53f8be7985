package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// A database on the stack's PostgreSQL, which the services' own databases are on too.
final class RacedPostgres implements RacedSource {
  private final BuildYard yard;
  private final ProcessCpu cpu;

  RacedPostgres(BuildYard yard) throws SQLException, IOException {
    this.yard = yard;
    this.cpu = yard.cpu();
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + TableShape.SCHEMA);
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public DatabaseRegistration registration() {
    return DatabaseRegistration.withoutBuilds(
        yard.address().database(), yard.address(), DatabaseKind.POSTGRES);
  }

  @Override
  public List<TableShape> shapes() {
    return List.of(TableShape.values());
  }

  @Override
  public void create(TableShape shape, long rows) throws SQLException {
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      for (String sql : shape.statements(Dialect.POSTGRES, rows)) {
        statement.execute(sql);
      }
      statement.execute("VACUUM (FREEZE, ANALYZE) " + Identifiers.quote(shape.table()));
    }
  }

  @Override
  public void settle() throws SQLException {
    try (Connection connection = yard.openAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  @Override
  public Ids ids(TableShape shape) throws SQLException {
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT min(id), max(id) FROM " + Identifiers.quote(shape.table()))) {
      row.next();
      return new Ids(row.getLong(1), row.getLong(2));
    }
  }

  @Override
  public Drained drain(TableShape shape) throws SQLException {
    try (Connection connection = yard.open()) {
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
    long size = Math.ceilDiv(blocks(shape), streams);
    long begin = System.nanoTime();
    long rows = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(streams)) {
      List<Future<Long>> parts = new ArrayList<>();
      for (int part = 0; part < streams; part++) {
        String sql =
            "(SELECT * FROM %s WHERE ctid >= '(%d,0)' AND ctid < '(%d,0)')"
                .formatted(Identifiers.quote(shape.table()), part * size, (part + 1) * size);
        parts.add(
            workers.submit(
                () -> {
                  try (Connection connection = yard.open()) {
                    return toNowhere(connection, sql);
                  }
                }));
      }
      for (Future<Long> part : parts) {
        rows += part.get();
      }
    }
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

  private long blocks(TableShape shape) throws SQLException {
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_relation_size('%s'::regclass) / current_setting('block_size')::bigint"
                    .formatted(Identifiers.quote(shape.table())))) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public Connection open() {
    return yard.open();
  }

  @Override
  public ProcessCpu cpu() {
    return cpu;
  }
}
