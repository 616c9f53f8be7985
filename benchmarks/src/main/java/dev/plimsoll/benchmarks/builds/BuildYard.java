package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.PostgresSettings;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.demo.DemoDatabases;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/// A database of its own on the embedded server, and what is measured there.
public final class BuildYard {
  private static final String PASSWORD = Credentials.VARIABLE + "BENCH";

  private final DemoDatabases databases;
  private final DatabaseAddress address;
  private final DatabaseAddress asSuperuser;
  private final PostgresConnections connector;

  private BuildYard(DemoDatabases databases, DatabaseAddress address, Plant.Server server) {
    this.databases = databases;
    this.address = address;
    this.asSuperuser =
        new DatabaseAddress(
            address.host(),
            address.port(),
            address.database(),
            server.superuser(),
            address.sslMode(),
            new CredentialReference("env:" + PASSWORD));
    this.connector = new PostgresConnections(Map.of(PASSWORD, server.superuserPassword()));
  }

  /// @param plant whose stack runs
  /// @param name of the database, letters and digits
  public static BuildYard on(Plant plant, String name) {
    Plant.Server server = plant.server();
    DemoDatabases databases =
        new DemoDatabases(
            server.host(),
            server.port(),
            server.superuser(),
            server.superuserPassword(),
            plant.credentials(),
            UUID.randomUUID().toString().substring(0, 8));
    databases.create();
    return new BuildYard(databases, databases.createTarget(name), server);
  }

  /// As its owner sees it.
  public DatabaseAddress address() {
    return address;
  }

  public Connection open() {
    return databases.open(address);
  }

  /// For settings and figures that an owner has no right to.
  public Connection openAsSuperuser() {
    return connector.open(asSuperuser, "plimsoll bench");
  }

  /// Another database of the same owner, empty; dropped first where there is one of that name.
  ///
  /// @param name letters and digits
  public DatabaseAddress createDatabase(String name) {
    return databases.createTarget(name);
  }

  public String serverVersion() {
    return databases.version();
  }

  /// Those of the server that are not its defaults.
  public Map<String, String> serverSettings() throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      return PostgresSettings.of(connection);
    }
  }

  /// CPU of the whole server: of every database, the services' own included.
  public ProcessCpu cpu() throws SQLException, IOException {
    try (Connection connection = openAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      return ProcessCpu.ofPostgres(Path.of(row.getString(1)));
    }
  }

  /// Bytes of temporary files that its sessions have written so far.
  double temporaryBytes() throws SQLException {
    try (Connection connection = openAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
