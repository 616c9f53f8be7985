package dev.plimsoll.testkit;

import dev.plimsoll.contracts.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Database in MariaDB for a test, with all rights.
public record MariaDbDatabase(String host, int port, String name, String user, String password) {
  /// Address for the product, with the password in a file.
  public DatabaseAddress address() {
    return new DatabaseAddress(
        host,
        port,
        name,
        user,
        ContainerVersions.sslMode(),
        TestDatabase.credential("mariadb-" + name + "-" + user, password));
  }

  public Connection connect() throws SQLException {
    return MariaDb.connect(port, name, user, password);
  }

  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public String toString() {
    return "MariaDbDatabase[" + host + ":" + port + "/" + name + "]";
  }
}
