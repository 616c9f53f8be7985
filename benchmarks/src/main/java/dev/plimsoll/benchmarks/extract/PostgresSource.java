package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// A database on the stack's PostgreSQL, which the services' own databases are on too.
final class PostgresSource implements Source {
  private final BuildYard yard;
  private final ProcessCpu cpu;

  PostgresSource(BuildYard yard) throws SQLException, IOException {
    this.yard = yard;
    this.cpu = yard.cpu();
    try (Connection connection = yard.open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + Shape.SCHEMA);
    }
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public EndpointRegistration endpoint() {
    return new EndpointRegistration(yard.address().database(), yard.address());
  }

  @Override
  public List<Shape> shapes() {
    return List.of(Shape.values());
  }

  @Override
  public void create(Shape shape, long rows) throws SQLException {
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
  public Ids ids(Shape shape) throws SQLException {
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
  public Drained drain(Shape shape) throws SQLException {
    String sql = "COPY " + Identifiers.quote(shape.table()) + " TO STDOUT (FORMAT binary)";
    try (Connection connection = yard.open()) {
      long begin = System.nanoTime();
      CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
      while (copy.readFromCopy() != null) {
        // To nowhere.
      }
      return new Drained(copy.getHandledRowCount(), Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  @Override
  public ProcessCpu cpu() {
    return cpu;
  }
}
