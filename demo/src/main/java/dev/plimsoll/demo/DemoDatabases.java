package dev.plimsoll.demo;

import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.data.DemoSource;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import dev.plimsoll.devstack.folder.PrivateFile;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/// The demo's two databases on the embedded PostgreSQL: a source that is only read, by a role that
/// can do no more, and an empty target with an owner of its own.
///
/// Each run gets databases of its own names, so that whatever an interrupted run left in the
/// services' state finds its databases gone and cannot write into this run's.
public final class DemoDatabases {
  private static final String READER = "demo_reader";
  private static final String OWNER = "demo_owner";
  private static final String SUPERUSER_PASSWORD = Credentials.VARIABLE + "SUPERUSER";
  private static final String APPLICATION = "plimsoll demo";
  // Only what carries this comment is ever dropped.
  private static final String MARK = "made by plimsoll demo";
  private static final String MARKED =
      "SELECT datname FROM pg_database WHERE shobj_description(oid, 'pg_database') = ?";
  private static final int PASSWORD_BYTES = 24;

  private final Map<String, String> environment;
  private final PostgresConnections connector;
  private final DatabaseAddress server;
  private final Path passwords;
  private final String run;

  /// @param server the embedded PostgreSQL
  /// @param passwords folder for the two roles' password files
  /// @param run letters and digits that no other run on this data folder has
  public DemoDatabases(Plant.Server server, Path passwords, String run) {
    this.environment =
        Map.of(
            SUPERUSER_PASSWORD,
            server.superuserPassword(),
            Credentials.FOLDER,
            passwords.toString());
    this.connector = new PostgresConnections(environment);
    this.server =
        new DatabaseAddress(
            server.host(),
            server.port(),
            "postgres",
            server.superuser(),
            SslMode.DISABLE,
            new CredentialReference("env:" + SUPERUSER_PASSWORD));
    this.passwords = passwords;
    this.run = run;
  }

  public String sourceName() {
    return "demo_source_" + run;
  }

  public String targetName() {
    return "demo_target_" + run;
  }

  /// The source as the role sees it that may only read.
  public DatabaseAddress source() {
    return address(sourceName(), READER, passwordFile(READER));
  }

  /// The target as its owner sees it.
  public DatabaseAddress target() {
    return address(targetName(), OWNER, passwordFile(OWNER));
  }

  /// The source as `./plimsoll plan` reads it: as its owner, who alone could build there.
  ResolvedAddress sourceOfOwner() {
    return new ResolvedAddress(
        address(sourceName(), server.user(), server.credential()), environment);
  }

  public Connection open(DatabaseAddress address) {
    return connector.open(address, APPLICATION);
  }

  /// Drops what earlier runs left and makes both databases, empty.
  ///
  /// @return names of the databases that were dropped
  public List<String> create() {
    try (Connection connection = open(server)) {
      List<String> dropped = Sql.of(connection, MARKED, MARK).list(row -> row.getString(1));
      for (String old : dropped) {
        drop(connection, old);
      }
      role(connection, READER);
      role(connection, OWNER);
      create(connection, sourceName(), server.user());
      create(connection, targetName(), OWNER);
      return dropped;
    } catch (SQLException e) {
      throw failure("the demo's databases could not be made", e);
    }
  }

  /// Makes another empty database for the target's owner, dropping one of that name.
  ///
  /// @param name added to the target's own
  public DatabaseAddress createTarget(String name) {
    String target = targetName() + "_" + name;
    try (Connection connection = open(server)) {
      drop(connection, target);
      create(connection, target, OWNER);
    } catch (SQLException e) {
      throw failure("a target database could not be made", e);
    }
    return address(target, OWNER, passwordFile(OWNER));
  }

  /// Makes the source's tables, then lets the reader read them.
  public List<Loaded> fill(DemoSource data, int parallel) {
    DatabaseAddress source = sourceOfOwner().address();
    List<Loaded> loaded = data.loadInto(() -> open(source), parallel);
    try (Connection connection = open(source);
        Statement statement = connection.createStatement()) {
      for (String schema :
          loaded.stream().map(table -> table.table().schema()).distinct().toList()) {
        String quoted = Identifiers.quote(schema);
        statement.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted, READER));
        statement.execute(
            "GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s".formatted(quoted, READER));
      }
    } catch (SQLException e) {
      throw failure("the source's tables could not be opened for reading", e);
    }
    return loaded;
  }

  /// The server's version as it says it, for example `18.6`.
  public String version() {
    try (Connection connection = open(server)) {
      return Sql.of(connection, "SHOW server_version").one(row -> row.getString(1));
    } catch (SQLException e) {
      throw failure("the server's version could not be read", e);
    }
  }

  private static void drop(Connection connection, String name) throws SQLException {
    Sql.of(connection, "DROP DATABASE IF EXISTS " + Identifiers.quote(name) + " WITH (FORCE)")
        .update();
  }

  private static void create(Connection connection, String name, String owner) throws SQLException {
    String quoted = Identifiers.quote(name);
    Sql.of(
            connection,
            "CREATE DATABASE %s OWNER %s TEMPLATE template0"
                .formatted(quoted, Identifiers.quote(owner)))
        .update();
    Sql.of(connection, "COMMENT ON DATABASE %s IS %s".formatted(quoted, Identifiers.literal(MARK)))
        .update();
  }

  private void role(Connection connection, String name) throws SQLException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    writePassword(name, password);
    if (!Sql.of(connection, "SELECT FROM pg_roles WHERE rolname = ?", name).exists()) {
      Sql.of(connection, "CREATE ROLE %s LOGIN".formatted(Identifiers.quote(name))).update();
    }
    // Hashed here, so that the password itself is in no statement that the server could log.
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(name, password.toCharArray(), "scram-sha-256");
  }

  private void writePassword(String role, String password) {
    Path file = passwords.resolve(role);
    try {
      Files.createDirectories(passwords);
      PrivateFile.write(file, password + "\n");
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.DATA_FOLDER, "cannot write " + file, e);
    }
  }

  private CredentialReference passwordFile(String role) {
    return new CredentialReference("file:" + passwords.resolve(role).toAbsolutePath());
  }

  private DatabaseAddress address(String database, String user, CredentialReference credential) {
    return new DatabaseAddress(
        server.host(), server.port(), database, user, SslMode.DISABLE, credential);
  }

  private static PlimsollException failure(String what, SQLException e) {
    return new PlimsollException(SqlStates.errorCode(e), what + ": " + e.getMessage(), e);
  }
}
