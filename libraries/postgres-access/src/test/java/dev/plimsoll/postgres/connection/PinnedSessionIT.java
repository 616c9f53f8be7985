package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/// Somebody who may create things in a schema that our role looks into first.
final class PinnedSessionIT {
  private static final String HOSTILE =
      """
      CREATE SCHEMA hostile;
      CREATE TABLE hostile.ran (what text);
      CREATE FUNCTION hostile.current_setting(text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO hostile.ran VALUES ('a function');
           RETURN pg_catalog.current_setting($1); END $$;
      CREATE FUNCTION hostile.is_same(name, name) RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO hostile.ran VALUES ('an operator'); RETURN $1 OPERATOR(pg_catalog.=) $2;
        END $$;
      CREATE OPERATOR hostile.= (LEFTARG = name, RIGHTARG = name, FUNCTION = hostile.is_same);
      CREATE TABLE hostile.t (id int PRIMARY KEY);
      """;

  @Test
  void runsNothingThatSomebodyHasPutIntoTheSearchPath() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("hostile_path");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(HOSTILE);
      statement.execute(
          "ALTER DATABASE \"%s\" SET search_path = hostile, pg_catalog".formatted(database.name()));
    }

    assertThat(ran(database, new PostgresConnections(System.getenv()))).isPositive();
    assertThat(ran(database, new PostgresConnections(System.getenv()).pinned())).isZero();
  }

  /// How much of it ran while facts were read.
  private static long ran(TestDatabase database, PostgresConnections connector)
      throws SQLException {
    DatabaseAddress address = database.address();
    try (Connection connection = connector.open(address, "pinned test");
        Statement statement = connection.createStatement()) {
      CatalogReader.readServer(connection);
      CatalogReader.read(connection, CatalogScope.ALL);
      statement.execute("SELECT 'a'::name = 'b'::name");
      long ran;
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM hostile.ran")) {
        row.next();
        ran = row.getLong(1);
      }
      statement.execute("TRUNCATE hostile.ran");
      return ran;
    }
  }
}
