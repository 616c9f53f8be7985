package dev.plimsoll.testkit;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/// Database for a test, owned by the superuser.
///
/// @param sslMode how the product is to reach it
public record TestDatabase(
    String host, int port, String name, String user, String password, SslMode sslMode) {
  /// Address for the product, with the password in a file.
  public DatabaseAddress address() {
    return new DatabaseAddress(
        host, port, name, user, sslMode, credential(name + "-" + user, password));
  }

  /// The same database for another user.
  public TestDatabase as(String otherUser, String otherPassword) {
    return new TestDatabase(host, port, name, otherUser, otherPassword, sslMode);
  }

  /// Reference to a password in a file that is deleted at the JVM's end.
  public static CredentialReference credential(String label, String password) {
    try {
      Path file =
          Files.createTempFile(
              "plimsoll-" + label + "-",
              ".password",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      file.toFile().deleteOnExit();
      Files.writeString(file, password);
      return new CredentialReference("file:" + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Data source without a pool.
  ///
  /// @param schema of unqualified names
  public DataSource dataSource(String schema) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl());
    dataSource.setUser(user);
    dataSource.setPassword(password);
    dataSource.setCurrentSchema(schema);
    return dataSource;
  }

  /// Without user and password.
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, name);
  }

  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    Connection connection = new Driver().connect(jdbcUrl(), properties);
    if (connection == null) {
      throw new SQLException("not a PostgreSQL URL: " + jdbcUrl());
    }
    return connection;
  }

  @Override
  public String toString() {
    return "TestDatabase[" + host + ":" + port + "/" + name + "]";
  }
}
