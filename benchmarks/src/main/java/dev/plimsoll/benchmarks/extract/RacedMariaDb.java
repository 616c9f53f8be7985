package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.demo.Plant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/// A database on the stack's MariaDB.
final class RacedMariaDb implements RacedSource {
  // Any number of rows that is not all of them: the driver then keeps no more in memory.
  private static final int FETCH_ROWS = 1_000;

  private final Plant.MariaDb server;
  private final DatabaseRegistration registration;
  private final ProcessCpu cpu;

  /// @param folder of a file with the password, for the sync service
  RacedMariaDb(Plant.MariaDb server, Path folder) throws SQLException, IOException {
    this.server = server;
    this.cpu = new ProcessCpu(server.pid());
    this.registration =
        DatabaseRegistration.withoutBuilds(
            "bench_mariadb",
            new DatabaseAddress(
                server.host(),
                server.port(),
                TableShape.SCHEMA,
                server.user(),
                SslMode.DISABLE,
                new CredentialReference("file:" + passwordFile(folder, server.password()))),
            DatabaseKind.MARIADB);
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + TableShape.SCHEMA);
    }
  }

  private static Path passwordFile(Path folder, String password) throws IOException {
    Files.createDirectories(folder);
    Path file =
        Files.createFile(
            folder.resolve("mariadb").toAbsolutePath(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, password + "\n");
  }

  // Its tables of numbers are found in the current database only.
  @Override
  public Connection open() throws SQLException {
    return open(TableShape.SCHEMA);
  }

  private Connection open(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", server.user());
    properties.setProperty("password", server.password());
    properties.setProperty("sslMode", "disable");
    // Binary rows.
    properties.setProperty("useServerPrepStmts", "true");
    return Objects.requireNonNull(
        new Driver()
            .connect(
                "jdbc:mariadb://%s:%d/%s".formatted(server.host(), server.port(), database),
                properties),
        "the driver knows its own URL");
  }

  @Override
  public Dialect dialect() {
    return Dialect.MARIADB;
  }

  @Override
  public DatabaseRegistration registration() {
    return registration;
  }

  @Override
  public List<TableShape> shapes() {
    return List.of(TableShape.DENSE, TableShape.SPARSE);
  }

  @Override
  public void create(TableShape shape, long rows) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      for (String sql : shape.statements(Dialect.MARIADB, rows)) {
        statement.execute(sql);
      }
      statement.execute("ANALYZE TABLE " + shape.table());
    }
  }

  @Override
  public Ids ids(TableShape shape) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT min(id), max(id) FROM " + shape.table())) {
      row.next();
      return new Ids(row.getLong(1), row.getLong(2));
    }
  }

  @Override
  public Drained drain(TableShape shape) throws SQLException {
    try (Connection connection = open();
        PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM " + shape.table())) {
      statement.setFetchSize(FETCH_ROWS);
      long begin = System.nanoTime();
      long rows = 0;
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows++;
        }
      }
      return new Drained(rows, Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  @Override
  public ProcessCpu cpu() {
    return cpu;
  }
}
