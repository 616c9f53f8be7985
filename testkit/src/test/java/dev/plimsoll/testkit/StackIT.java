package dev.plimsoll.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StackExtension.class)
final class StackIT {
  @Test
  void isOneForAllTestsOfTheJvm(Stack stack) {
    assertThat(stack.description()).isEqualTo(Stack.get().description());
  }

  @Test
  void makesDatabasesThatAreEmptyEachTime(Stack stack) throws SQLException {
    // given a database with a table
    TestDatabase first = stack.createDatabase("made_for_a_test");
    try (Connection connection = first.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (x int)");
    }

    // when it is asked for again
    TestDatabase second = stack.createDatabase("made_for_a_test");

    // then it is empty
    try (Connection connection = second.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT to_regclass('public.t')")) {
      assertThat(found.next()).isTrue();
      assertThat(found.getString(1)).isNull();
    }
    assertThat(second.address().database()).isEqualTo("made_for_a_test");
    assertThat(second.toString()).doesNotContain(second.password());
  }

  @Test
  void givesEachServiceASchemaAndNoRightToAnother(Stack stack) throws SQLException {
    String database = stack.description().postgres().database();
    String password = stack.secrets().rolePassword("plimsoll_sync");
    try (Connection connection = stack.connect(database, "plimsoll_sync", password);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE sync.own (x int)");
      statement.execute("DROP TABLE own");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute("CREATE TABLE planner.foreign_one (x int)"))
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> stack.connect(database, "plimsoll_sync", "wrong").close())
        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void configuresEachService() {
    for (String service : new String[] {"planner", "sync", "materializer", "builder"}) {
      StackResource resource = new StackResource();
      resource.init(Map.of("service", service));
      assertThat(resource.start())
          .containsKeys("kafka.bootstrap.servers", "plimsoll.api.token-sha256")
          .satisfies(
              properties ->
                  assertThat(properties.containsKey("quarkus.datasource.username"))
                      .isEqualTo(!service.equals("builder")))
          .satisfies(
              properties ->
                  assertThat(properties.containsKey("plimsoll.s3.endpoint"))
                      .isEqualTo(Set.of("sync", "materializer").contains(service)));
    }
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new StackResource().init(Map.of()));
  }
}
