package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/// A database that takes no logins for a while, as while somebody copies it.
final class LoginsRefusedIT {
  @Test
  void itIsAwayAndNotBroken() throws SQLException {
    // given
    TestDatabase away = Stack.get().createDatabase("takes_no_logins");
    TestDatabase other = Stack.get().createDatabase("takes_logins");
    allow(other, away, false);

    // then
    assertThatThrownBy(away::connect)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(SqlStates.errorCode(e)).isEqualTo(ErrorCode.CONNECTION_LOST));
    allow(other, away, true);
    away.connect().close();
  }

  @Test
  void aSessionThatIsRefusedSomethingOfThatKindIsNoOutage() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("not_populated");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE MATERIALIZED VIEW nothing AS SELECT 1 AS id WITH NO DATA");

      assertThatThrownBy(() -> statement.executeQuery("SELECT id FROM nothing"))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("55000");
                assertThat(SqlStates.errorCode(e)).isEqualTo(ErrorCode.INTERNAL);
              });
    }
  }

  private static void allow(TestDatabase by, TestDatabase of, boolean logins) throws SQLException {
    try (Connection connection = by.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE \"%s\" ALLOW_CONNECTIONS %s".formatted(of.name(), logins));
    }
  }
}
