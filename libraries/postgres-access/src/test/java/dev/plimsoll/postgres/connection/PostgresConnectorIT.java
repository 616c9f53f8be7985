package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresConnectorIT {
  @Test
  void compilesNothingWhateverTheDatabaseSays() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("connector_jit");
    try (Connection connection = database.connect();
        Statement change = connection.createStatement()) {
      change.execute("ALTER DATABASE connector_jit SET jit = on");
    }
    try (Connection connection = new PostgresConnector(Map.of()).open(database.address(), "test");
        Statement read = connection.createStatement();
        ResultSet row = read.executeQuery("SHOW jit")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("off");
    }
  }
}
