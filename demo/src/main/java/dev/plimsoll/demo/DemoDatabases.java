package dev.plimsoll.demo;

import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.data.DemoSource;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import dev.plimsoll.devstack.folder.PrivateFile;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SealedPassword;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Databases of the demo on the embedded PostgreSQL: a source, read by a role without further
/// rights, and an empty target with its own owner. Their names are unique to a run, so that the
/// state of an interrupted run cannot write into this one's.
public final class DemoDatabases {
  private static final String READER = "demo_reader";
  private static final String OWNER = "demo_owner";
  private static final String SUPERUSER_PASSWORD = Credentials.VARIABLE + "SUPERUSER";
  // Only databases with this comment are ever dropped.
  private static final String MARK = "made by plimsoll demo";
  private static final String MARKED =
      "SELECT datname FROM pg_database WHERE shobj_description(oid, 'pg_database') = ?";

  private final Map<String, String> environment;
  private final PostgresConnections connector;
  private final DatabaseAddress server;
  private final Plant.@Nullable Elsewhere services;
  private final Path passwords;
  private final String run;

  /// @param passwords folder for the two roles' password files
  /// @param run letters and digits, unique to a run on this data folder
  public DemoDatabases(Plant.Server server, Path passwords, String run) {
    Map<String, String> variables = new HashMap<>();
    variables.put(SUPERUSER_PASSWORD, server.superuserPassword());
    variables.put(Credentials.FOLDER, passwords.toString());
    if (server.certificates() != null) {
      variables.put("PGSSLROOTCERT", server.certificates().toString());
    }
    this.environment = Map.copyOf(variables);
    this.connector = new PostgresConnections(environment);
    this.server =
        new DatabaseAddress(
            server.host(),
            server.port(),
            "postgres",
            server.superuser(),
            server.tls(),
            new CredentialReference("env:" + SUPERUSER_PASSWORD));
    this.services = server.services();
    this.passwords = passwords;
    this.run = run;
  }

  public String sourceName() {
    return nameOf("source");
  }

  public String targetName() {
    return nameOf("target");
  }

  /// Name of a database of this run.
  ///
  /// @param what lower-case letters and underscores
  String nameOf(String what) {
    return "demo_" + what + "_" + run;
  }

  /// Address of the source for the role that may only read.
  public DatabaseAddress source() {
    return forReader(sourceName());
  }

  /// Address of a database for the role that may only read.
  DatabaseAddress forReader(String database) {
    return address(database, READER, passwordFile(READER));
  }

  /// Address of a database for the superuser.
  DatabaseAddress forSuperuser(String database) {
    return address(database, server.user(), server.credential());
  }

  /// Address of the target for its owner.
  public DatabaseAddress target() {
    return address(targetName(), OWNER, passwordFile(OWNER));
  }

  /// An address of [#source] or [#target] as the services are to use it, which may see the server
  /// elsewhere and none of this process's files.
  public DatabaseAddress asServicesSee(DatabaseAddress address) {
    if (services == null) {
      return address;
    }
    DatabaseAddress there =
        new DatabaseAddress(
            services.host(),
            services.port(),
            address.database(),
            address.user(),
            services.tls(),
            CredentialReference.PGPASS);
    String password =
        Objects.requireNonNull(Credentials.resolve(address, environment), "made by this run");
    return there.with(SealedPassword.ofFile(services.keyFile()).seal(password, there));
  }

  /// Source for `./plimsoll plan`, as its owner, who alone could build there.
  ResolvedAddress sourceOfOwner() {
    return new ResolvedAddress(forSuperuser(sourceName()), environment);
  }

  public Connection open(DatabaseAddress address) {
    return connector.open(address, "plimsoll demo");
  }

  /// Drops the databases of earlier runs, makes both anew and returns the dropped names.
  public List<String> create() {
    return create(Map.of(sourceName(), server.user(), targetName(), OWNER));
  }

  /// As [#create], of empty databases that are the superuser's.
  List<String> create(List<String> names) {
    return create(names.stream().collect(Collectors.toMap(name -> name, _ -> server.user())));
  }

  private List<String> create(Map<String, String> owners) {
    try (Connection connection = open(server)) {
      List<String> dropped = Sql.of(connection, MARKED, MARK).list(row -> row.getString(1));
      for (String old : dropped) {
        drop(connection, old);
      }
      role(connection, READER);
      role(connection, OWNER);
      for (Map.Entry<String, String> one : owners.entrySet()) {
        create(connection, one.getKey(), one.getValue());
      }
      return dropped;
    } catch (SQLException e) {
      throw failure("the demo's databases could not be made", e);
    }
  }

  /// Makes another empty database for the target's owner, dropping one of that name. Its name is
  /// the target's with `name` appended.
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

  /// Makes the source's tables and grants their reading.
  public List<Loaded> fill(DemoSource data, int parallel) {
    DatabaseAddress source = sourceOfOwner().address();
    List<Loaded> loaded = data.loadInto(() -> open(source), parallel);
    try (Connection connection = open(source)) {
      for (String schema :
          loaded.stream().map(table -> table.table().schema()).distinct().toList()) {
        openToReader(connection, schema);
      }
    } catch (SQLException e) {
      throw failure("the source's tables could not be opened for reading", e);
    }
    return loaded;
  }

  /// Grants reading of all tables of a schema.
  static void openToReader(Connection connection, String schema) throws SQLException {
    String quoted = Identifiers.quote(schema);
    try (Statement statement = connection.createStatement()) {
      statement.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(quoted, READER));
      statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s".formatted(quoted, READER));
    }
  }

  /// Version of the server, for example `18.6`.
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
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path file = passwords.resolve(name);
    try {
      Files.createDirectories(passwords);
      PrivateFile.write(file, password + "\n");
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.DATA_FOLDER, "cannot write " + file, e);
    }
    if (!Sql.of(connection, "SELECT FROM pg_roles WHERE rolname = ?", name).exists()) {
      Sql.of(connection, "CREATE ROLE %s LOGIN".formatted(Identifiers.quote(name))).update();
    }
    // Hashed by the driver, so that no statement in the server's log has the password.
    connection
        .unwrap(PGConnection.class)
        .alterUserPassword(name, password.toCharArray(), "scram-sha-256");
  }

  private CredentialReference passwordFile(String role) {
    return new CredentialReference("file:" + passwords.resolve(role).toAbsolutePath());
  }

  private DatabaseAddress address(String database, String user, CredentialReference credential) {
    return new DatabaseAddress(
        server.host(), server.port(), database, user, server.sslMode(), credential);
  }

  static PlimsollException failure(String what, SQLException e) {
    return new PlimsollException(SqlStates.errorCode(e), what + ": " + e.getMessage(), e);
  }
}
