package dev.plimsoll.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class KeyProberIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static TestDatabase database;
  private static Connection connection;

  @BeforeAll
  static void start() throws SQLException {
    database = Stack.get().createDatabase("key_prober");
    connection = database.connect();
    execute(
        """
        CREATE TABLE small AS
          SELECT nullif(i, 3) AS "Ke y", i % 990 AS other, i AS id FROM generate_series(1, 1000) i;
        CREATE TABLE large AS
          SELECT i AS id, repeat('x', 300) AS pad FROM generate_series(1, 60000) i;
        INSERT INTO large SELECT id, pad FROM large ORDER BY id LIMIT 30000;
        CREATE TABLE indexed (id int, pad text);
        CREATE INDEX ON indexed (id);
        INSERT INTO indexed SELECT i, repeat('x', 500) FROM generate_series(1, 60000) i;
        UPDATE indexed SET id = NULL WHERE id = 31;
        CREATE TABLE empty (id int);
        CREATE TABLE parts (id int) PARTITION BY RANGE (id);
        """);
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Optional<KeyProbe> probe(String table, Duration patience, String... columns)
      throws SQLException {
    return KeyProber.probe(
        connection,
        CatalogReader.read(connection, CatalogScope.ALL),
        new QualifiedName("public", table),
        List.of(columns),
        patience,
        PageSample.USUAL_PAGES);
  }

  @Test
  void countsNullsAndDuplicatesOfASmallTableExactly() throws SQLException {
    assertThat(probe("small", LONG, "Ke y"))
        .contains(new KeyProbe(List.of("Ke y"), 1_000, true, 1, 0, List.of()));
    assertThat(probe("small", LONG, "other"))
        .contains(new KeyProbe(List.of("other"), 1_000, true, 0, 10, List.of()));
    assertThat(probe("small", LONG, "other", "id"))
        .contains(new KeyProbe(List.of("other", "id"), 1_000, true, 0, 0, List.of()));
  }

  @Test
  void readsAThousandPagesOfALargeOneTheSameEachTime() throws SQLException {
    KeyProbe first = probe("large", LONG, "id").orElseThrow();

    assertThat(first.whole()).isFalse();
    assertThat(first.rows()).isBetween(15_000L, 35_000L);
    assertThat(first.duplicateRows()).isPositive();
    assertThat(probe("large", LONG, "id")).contains(first);
  }

  @Test
  void findsTheOneNullByAnIndex() throws SQLException {
    KeyProbe probe = probe("indexed", LONG, "id").orElseThrow();

    assertThat(probe.whole()).isFalse();
    assertThat(probe.nullColumns()).containsExactly("id");
  }

  @Test
  void givesUpInTimeAndLeavesTheSessionAsItWas() throws SQLException {
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);
      statement.execute("LOCK TABLE small IN ACCESS EXCLUSIVE MODE");

      assertThat(
              KeyProber.probe(
                  connection,
                  facts,
                  new QualifiedName("public", "small"),
                  List.of("id"),
                  Duration.ofMillis(50),
                  PageSample.USUAL_PAGES))
          .isEmpty();
      other.rollback();
    }
    assertThat(setting("statement_timeout")).isEqualTo("0");
    assertThat(setting("lock_timeout")).isEqualTo("0");
  }

  @Test
  void seesNothingWhereThereIsNothing() throws SQLException {
    assertThat(probe("empty", LONG, "id")).isEmpty();
    assertThat(probe("parts", LONG, "id")).isEmpty();
    assertThat(probe("absent", LONG, "id")).isEmpty();
  }

  private static String setting(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
