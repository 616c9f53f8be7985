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

/// A database of its own on the embedded PostgreSQL, and figures of the server that it is on.
public final class BenchDatabase {
  private static final String PASSWORD = Credentials.VARIABLE + "BENCH";
  // Locations, connections and logging make nothing faster, and would tell of this machine.
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

  /// @param plant whose stack runs
  /// @param name of the database, letters and digits
  static BenchDatabase on(Plant plant, String name) {
    DemoDatabases databases =
        new DemoDatabases(
            plant.server(), plant.credentials(), UUID.randomUUID().toString().substring(0, 8));
    databases.create();
    return new BenchDatabase(databases, databases.createTarget(name), plant.server());
  }

  /// Source and targets on the same server.
  public DemoDatabases databases() {
    return databases;
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

  /// Executes statements one after the other as the owner.
  public void execute(String... statements) throws SQLException {
    try (Connection connection = open()) {
      execute(connection, statements);
    }
  }

  /// As [#execute], by the superuser.
  public void executeAsSuperuser(String... statements) throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      execute(connection, statements);
    }
  }

  /// Executes statements one after the other on a connection; rows that they answer are not read.
  public static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /// The one row that a query of the superuser answers.
  public <T> T one(String sql, RowMapper<T> mapper) throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      return Sql.of(connection, sql).one(mapper);
    }
  }

  String serverVersion() {
    return databases.version();
  }

  /// The server's settings that are not its defaults, by name, as `SHOW` has them.
  Map<String, String> serverSettings() throws SQLException {
    try (Connection connection = openAsSuperuser()) {
      return Sql.of(connection, SETTINGS).map(row -> row.getString(1), row -> row.getString(2));
    }
  }

  /// CPU of the whole server: of every database, the services' own included.
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
