package dev.plimsoll.benchmarks.stack;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.demo.DemoDatabases;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.RowMapper;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/// Database of a benchmark on the embedded PostgreSQL, with figures of the server.
public final class BenchDatabase {
  private static final String PASSWORD = Credentials.VARIABLE + "BENCH";
  // Locations, connections and logging make nothing faster and would identify this machine.
  private static final String SETTINGS =
      """
      SELECT name, current_setting(name)
      FROM pg_catalog.pg_settings
      WHERE source IN ('configuration file', 'command line', 'environment variable', 'global')
        AND category NOT LIKE 'Connections and Authentication%'
        AND category NOT LIKE 'File Locations%'
        AND category NOT LIKE 'Reporting and Logging%'
        AND setting NOT LIKE '%/%'
      """;

  private final DemoDatabases databases;
  private final DatabaseAddress address;
  private final DatabaseAddress asSuperuser;
  private final PostgresConnections connector;

  private BenchDatabase(DemoDatabases databases, DatabaseAddress address, Plant.Server server) {
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

  /// @param name letters and digits
  public static BenchDatabase on(Plant plant, String name) {
    DemoDatabases databases =
        new DemoDatabases(
            plant.server(), plant.credentials(), UUID.randomUUID().toString().substring(0, 8));
    databases.create();
    return new BenchDatabase(databases, databases.createTarget(name), plant.server());
  }

  public DemoDatabases databases() {
    return databases;
  }

  public DatabaseAddress address() {
    return address;
  }

  public Connection open() {
    return databases.open(address);
  }

  /// Opens a session of the superuser, for settings and figures beyond an owner's rights.
  public Connection openAsSuperuser() {
    return connector.open(asSuperuser, "plimsoll bench");
  }

  /// Opens a session of the superuser on another database of the server.
  public Connection openAsSuperuser(String other) {
    return connector.open(
        new DatabaseAddress(
            asSuperuser.host(),
            asSuperuser.port(),
            other,
            asSuperuser.user(),
            asSuperuser.sslMode(),
            asSuperuser.credential()),
        "plimsoll bench");
  }

  /// Executes statements in order as the owner.
  public void execute(String... statements) throws SQLException {
    try (Connection connection = open()) {
      execute(connection, statements);
    }
  }

  /// Executes statements in order as the superuser.
  public void executeAsSuperuser(String... statements) throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      execute(connection, statements);
    }
  }

  /// Executes statements in order on a connection, without reading their rows.
  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /// The one row of a query by the superuser.
  public <T> T one(String sql, RowMapper<T> mapper) throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      return Sql.of(connection, sql).one(mapper);
    }
  }

  String serverVersion() {
    return databases.version();
  }

  /// Settings of the server without its defaults, by name, in the form of `SHOW`.
  Map<String, String> serverSettings() throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      return settings(connection);
    }
  }

  /// Settings of a server as this role sees them, likewise.
  public static Map<String, String> settings(Connection connection) throws SQLException {
    return Sql.of(connection, SETTINGS).map(row -> row.getString(1), row -> row.getString(2));
  }

  /// CPU of the whole server, the services' databases included.
  public ProcessCpu cpu() throws SQLException, IOException {
    String directory = one("SHOW data_directory", row -> row.getString(1));
    return ProcessCpu.ofPostgres(Path.of(directory));
  }

  /// Blocks of a table's main fork.
  public static long blocks(Connection connection, QualifiedName table) throws SQLException {
    return Sql.of(
            connection,
            "SELECT pg_relation_size(?::text::regclass) / current_setting('block_size')::bigint",
            Identifiers.quote(table))
        .one(row -> row.getLong(1));
  }

  /// Writes dirty pages back, so that no run pays for the one before it.
  public void checkpoint() throws SQLException {
    executeAsSuperuser("CHECKPOINT");
  }
}
