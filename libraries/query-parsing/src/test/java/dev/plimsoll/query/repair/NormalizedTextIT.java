package dev.plimsoll.query.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.query.Statements;
import dev.plimsoll.query.parser.Parse;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What `pg_stat_statements` makes of statements, explained by the server once it is repaired.
final class NormalizedTextIT {
  private static final List<String> STATEMENTS =
      List.of(
          "SELECT id FROM hard WHERE d >= date '2020-01-01' AND d < date '2020-02-01' + interval '1 month'",
          "SELECT id FROM hard WHERE at > timestamp with time zone '2020-01-01' - interval '3' day",
          "SELECT id FROM hard WHERE at > timestamp(3) with time zone '2020-01-01 00:00:00.123'",
          "SELECT interval '1:02' minute to second, interval(2) '1.234', time '10:00', double precision '1.5'",
          "SELECT extract(year FROM d), EXTRACT ( 'month' /* of it */ FROM date '2020-01-01') FROM hard",
          "SELECT date_part('year', d), date_trunc('month', at) FROM hard WHERE extract(epoch FROM at) > 5",
          "SELECT id FROM hard WHERE id IN (1, 2, 3, 4) AND name = ANY ('{a,b}') LIMIT 5 OFFSET 2",
          "SELECT id FROM hard WHERE (id, name) > (1, 'a') ORDER BY id, name FETCH FIRST 3 ROWS ONLY",
          "SELECT id FROM hard WHERE data @> '{\"a\": 1}' AND data ->> 'a' = '1' AND tags && '{x}'",
          "SELECT substring(name FROM 1 FOR 2), position('a' IN name), trim(both 'x' FROM name) FROM hard",
          "SELECT id FROM hard WHERE at AT TIME ZONE 'UTC' > '2020-01-01' AND mood = odd.mood 'well'",
          "SELECT count(*) FILTER (WHERE id > 3), 'x'::varchar(10), NULL, true, -1, 1.5e3, B'01', E'\\n' FROM hard",
          "SELECT id FROM hard TABLESAMPLE bernoulli (10) REPEATABLE (1) WHERE name LIKE 'a%' ESCAPE '!'",
          "SELECT id FROM hard WHERE name <> U&'d!0061' UESCAPE '!' AND name IS NFC NORMALIZED",
          "SELECT normalize(name, NFC), normalize(name) FROM hard WHERE name IS NOT NFD NORMALIZED",
          "INSERT INTO hard (id, d, name) VALUES (-1, date '2020-01-01', 'a') ON CONFLICT (id) DO UPDATE SET name = 'b'",
          "UPDATE hard SET d = d + interval '1' year, name = name || 'x' WHERE id = 7",
          "DELETE FROM hard WHERE d < date '1900-01-01' OR at < now() - interval '1 year'");

  /// What a parameter leaves open, and no syntax can mend.
  private static final List<String> WITHOUT_TYPES =
      List.of("SELECT x FROM generate_series(1, 10) x", "SELECT d + 7 FROM hard", "SELECT 1 + 1");

  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("normalized_texts");
    Properties properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    // With parameters in a text, the extended protocol asks for their values, EXPLAIN or not.
    properties.setProperty("preferQueryMode", "simple");
    connection = DriverManager.getConnection(database.jdbcUrl(), properties);
    execute(
        """
        CREATE EXTENSION pg_stat_statements;
        CREATE SCHEMA odd;
        CREATE TYPE odd.mood AS ENUM ('well', 'ill');
        CREATE TABLE hard (id int PRIMARY KEY, d date, at timestamptz, name text, data jsonb, tags text[],
          mood odd.mood);
        """);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @BeforeEach
  void requireExplain() {
    Stack.get().requireVersion(16, "which explains statements without their values");
  }

  @Test
  void everyNormalizedTextIsExplained() throws SQLException {
    // Given statements as the server has normalised them, of which it refuses some
    execute("SELECT pg_stat_statements_reset()");
    for (String statement : STATEMENTS) {
      execute(statement);
    }
    List<String> normalized = normalized();
    assertThat(normalized).hasSize(STATEMENTS.size());
    List<String> refused = normalized.stream().filter(sql -> explain(sql) != null).toList();
    assertThat(refused).hasSizeGreaterThan(6);

    // When, then
    for (String sql : normalized) {
      Parse parse = NormalizedText.parse(Statements.PARSER, sql);
      assertThat(parse).as(sql).isInstanceOf(Parsed.class);
      String repaired = NormalizedText.repaired((Parsed) parse);
      assertThat(explain(repaired)).as(repaired).isNull();
    }
  }

  @Test
  void whatHasNoTypesStaysRefused() throws SQLException {
    execute("SELECT pg_stat_statements_reset()");
    for (String statement : WITHOUT_TYPES) {
      execute(statement);
    }
    List<String> normalized = normalized();
    assertThat(normalized).hasSize(WITHOUT_TYPES.size());
    for (String sql : normalized) {
      assertThat(explain(NormalizedText.repaired(Statements.parsed(sql))))
          .as(sql)
          .contains("is not unique");
    }
  }

  private static List<String> normalized() throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT s.query FROM pg_stat_statements s
                JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
                WHERE s.query ~* '^(SELECT|INSERT|UPDATE|DELETE)' AND s.query !~ 'pg_stat_statements|pg_type'
                """)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  /// The server's words where it refuses.
  private static String explain(String sql) {
    try {
      execute("EXPLAIN (GENERIC_PLAN) " + sql);
      return null;
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }
}
