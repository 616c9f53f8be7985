package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.devstack.folder.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/// Source on the stack's MariaDB.
final class RacedMariaDb implements RacedSource {

  private final Plant.MariaDb server;
  private final DatabaseRegistration registration;
  private final ProcessCpu cpu;

  /// @param folder gets a file with the password, for the sync service
  RacedMariaDb(Plant.MariaDb server, Path folder) throws SQLException, IOException {
    this.server = server;
    this.cpu = new ProcessCpu(server.pid());
    Files.createDirectories(folder);
    Path password = folder.resolve("mariadb").toAbsolutePath();
    PrivateFile.write(password, server.password() + "\n");
    this.registration =
        DatabaseRegistration.withoutBuilds(
            "bench_mariadb",
            new DatabaseAddress(
                server.host(),
                server.port(),
                TableShape.SCHEMA,
                server.user(),
                SslMode.DISABLE,
                new CredentialReference("file:" + password)),
            DatabaseKind.MARIADB);
    try (Connection connection = open("")) {
      BenchDatabase.execute(connection, "CREATE DATABASE " + TableShape.SCHEMA);
    }
  }

  // MariaDB finds its tables of numbers in the current database only.
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
  public Drained drain(TableShape shape) throws SQLException {
    try (Connection connection = open();
        PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM " + shape.table())) {
      statement.setFetchSize(1_000); // else the driver keeps all rows in memory
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
