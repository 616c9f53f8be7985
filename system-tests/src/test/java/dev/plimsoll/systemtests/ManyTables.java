package dev.plimsoll.systemtests;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Tables without keys, of sizes that differ, each to get a primary key and every third an index
/// too.
final class ManyTables {
  static final List<KeyRule> RULES =
      List.of(
          new KeyRule("many.*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("hashkey"))),
          new KeyRule("many.t_*0", new IndexDefinition(Kind.INDEX, List.of("grp"))));

  private final int count;
  private final int rows;

  /// @param rows of the largest; the others have less, by up to a quarter
  ManyTables(int count, int rows) {
    this.count = count;
    this.rows = rows;
  }

  void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA many");
      for (int table = 0; table < count; table++) {
        statement.execute(
            "CREATE TABLE %s (hashkey text, grp int, payload float8)".formatted(name(table)));
        statement.execute(
            """
            INSERT INTO %s SELECT encode(sha256(int8send(i)), 'hex'), i %% 100, i
            FROM generate_series(1, %d) AS i
            """
                .formatted(name(table), rows - table * (rows / 4 / count)));
      }
      statement.execute("ANALYZE");
    }
  }

  private static String name(int table) {
    return "many.t_%02d%d".formatted(table, table % 3);
  }

  /// Builds that the rules ask for.
  int builds() {
    return count + (count + 2) / 3;
  }

  /// Back to tables without any.
  void dropIndexes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      List<String> drops = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              """
              SELECT CASE WHEN k.conname IS NULL
                THEN format('DROP INDEX %s', i.indexrelid::regclass)
                ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, k.conname)
                END
              FROM pg_index i
              JOIN pg_class c ON c.oid = i.indrelid
              LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid
              WHERE c.relnamespace = 'many'::regnamespace
              """)) {
        while (found.next()) {
          drops.add(found.getString(1));
        }
      }
      for (String drop : drops) {
        statement.execute(drop);
      }
    }
  }

  /// Every index there, by table and columns, with its validity; a build that left something or was
  /// done twice shows.
  List<String> indexes(Connection connection) throws SQLException {
    List<String> indexes = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                """
                SELECT c.relname || ' (' || a.attname || ')'
                  || CASE WHEN i.indisprimary THEN ' primary key' ELSE '' END
                  || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' INVALID' END
                FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                WHERE c.relnamespace = 'many'::regnamespace
                ORDER BY 1
                """)) {
      while (found.next()) {
        indexes.add(found.getString(1));
      }
    }
    return indexes;
  }

  /// What [#indexes] is when everything was built once.
  List<String> wanted() {
    List<String> wanted = new ArrayList<>();
    for (int table = 0; table < count; table++) {
      String name = name(table).substring("many.".length());
      if (table % 3 == 0) {
        wanted.add(name + " (grp)");
      }
      wanted.add(name + " (hashkey) primary key");
    }
    return wanted;
  }
}
