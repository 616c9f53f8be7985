package dev.plimsoll.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
final class MariaDbIT {
  @Test
  void makesDatabasesThatAreEmptyEachTime(MariaDb mariaDb) throws SQLException {
    // given
    mariaDb.createDatabase("made_for_a_test").execute("CREATE TABLE t (x int)");

    // when
    MariaDbDatabase second = mariaDb.createDatabase("made_for_a_test");

    // then
    try (Connection connection = second.connect();
        Statement statement = connection.createStatement();
        ResultSet tables = statement.executeQuery("SHOW TABLES")) {
      assertThat(tables.next()).isFalse();
    }
    assertThat(second.toString()).doesNotContain(second.password());
  }

  @Test
  void comesBackAfterAKill(MariaDb mariaDb) throws SQLException {
    // given
    MariaDbDatabase database = mariaDb.createDatabase("survivor");
    database.execute("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)");

    // when
    mariaDb.kill();
    mariaDb.restart();

    // then
    database.execute("UPDATE t SET x = 2 WHERE x = 1");
  }
}
