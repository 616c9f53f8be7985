package dev.plimsoll.systemtests;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.postgres.RandomPassword;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Databases of a test on a stack's PostgreSQL, by its superuser.
final class Databases {
  private static final String APPLICATION = "plimsoll system test";

  private final PostgresConnections connector = new PostgresConnections(System.getenv());
  private final String host;
  private final int port;
  private final String superuser;
  private final CredentialReference password;

  private Databases(String host, int port, String superuser, CredentialReference password) {
    this.host = host;
    this.port = port;
    this.superuser = superuser;
    this.password = password;
  }

  /// @param folder gets a file with the superuser's password, to which addresses refer
  static Databases on(String host, int port, Secrets secrets, Path folder) throws IOException {
    Path password = folder.resolve("superuser");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, secrets.superuserPassword());
    return new Databases(
        host, port, secrets.superuser(), new CredentialReference("file:" + password));
  }

  /// From now on sessions of the superuser begin quickly: tests and the services that they register
  /// databases with begin hundreds.
  ///
  /// @param secrets that this was made with
  Databases withQuickLogins(Secrets secrets) {
    try (Connection connection = openDatabase("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(RandomPassword.alterRole(superuser, secrets.superuserPassword()));
    } catch (SQLException e) {
      throw new IllegalStateException("the superuser's password could not be set again", e);
    }
    return this;
  }

  /// A new, empty database.
  DatabaseAddress create(String name) throws SQLException {
    try (Connection connection = open(address("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + Identifiers.quote(name));
    }
    return address(name);
  }

  Connection open(DatabaseAddress address) {
    return connector.open(address, APPLICATION);
  }

  /// A session of the superuser on a database that is there.
  Connection openDatabase(String database) {
    return open(address(database));
  }

  private DatabaseAddress address(String database) {
    return new DatabaseAddress(host, port, database, superuser, SslMode.DISABLE, password);
  }
}
