package dev.plimsoll.postgres.connection;

import static dev.plimsoll.contracts.problem.ErrorCode.CONNECTION_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresConnectionsIT {
  @Test
  void compilesNothingWhateverTheDatabaseSays() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("connector_jit");
    try (Connection connection = database.connect();
        Statement change = connection.createStatement()) {
      change.execute("ALTER DATABASE connector_jit SET jit = on");
    }
    try (Connection connection =
            new PostgresConnections(System.getenv()).open(database.address(), "test");
        Statement read = connection.createStatement();
        ResultSet row = read.executeQuery("SHOW jit")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("off");
    }
  }

  @Test
  void logsInToAStandbyByItsPrimarysSealedPassword(@TempDir Path folder)
      throws IOException, SQLException {
    TestDatabase database = Stack.get().createDatabase("connector_standby");
    Path key = folder.resolve("key");
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    DatabaseAddress primary = database.address();
    DatabaseAddress sealed =
        primary.with(SealedPassword.ofFile(key).seal(database.password(), primary));
    // The same server by another name.
    StandbyAddress standby =
        new StandbyAddress(
            primary.host().equals("localhost") ? "127.0.0.1" : "localhost", primary.port());
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(SealedPassword.KEY_FILE, key.toString());
    PostgresConnections connections = new PostgresConnections(environment);

    try (Connection connection = connections.open(sealed, standby, "test")) {
      assertThat(connection.getCatalog()).isEqualTo("connector_standby");
    }
    assertThatThrownBy(() -> connections.open(sealed.on(standby), "test"))
        .isInstanceOf(PlimsollException.class);
  }

  @Test
  void noRowIsInAnExceptionsText() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("connector_detail");
    try (Connection connection =
            new PostgresConnections(System.getenv()).open(database.address(), "test");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (card text PRIMARY KEY)");
      statement.execute("INSERT INTO t VALUES ('4111 1111')");

      assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES ('4111 1111')"))
          .hasMessageContaining("t_pkey")
          .hasMessageNotContaining("4111")
          .satisfies(
              e -> assertThat(SqlStates.detail((SQLException) e)).contains("(card)=(4111 1111)"));
    }
  }

  @Test
  void givesUpASessionThatSaysNothing() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("connector_silent");
    PostgresConnections impatient =
        new PostgresConnections(System.getenv()).answeringWithin(Duration.ofSeconds(1));
    try (Connection connection = impatient.open(database.address(), "test");
        Statement read = connection.createStatement()) {
      // As long as a way that swallows everything, as far as a test would wait for it.
      assertThatThrownBy(() -> read.execute("SELECT pg_sleep(300)"))
          .isInstanceOf(SQLException.class)
          .satisfies(
              e -> assertThat(SqlStates.errorCode((SQLException) e)).isEqualTo(CONNECTION_LOST));
      assertThat(connection.isClosed()).isTrue();
    }
  }
}
