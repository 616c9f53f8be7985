package dev.plimsoll.systemtests;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.testkit.Campaign;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A source of three tables, each read in another way: ids with gaps, a composite key, no key at
/// all.
final class Shop {
  private static final int ORDERS = Campaign.isLong() ? 300_000 : 150_000;
  private static final int LINES = Campaign.isLong() ? 400_000 : 200_000;
  private static final int SCORES = Campaign.isLong() ? 150_000 : 75_000;

  static final long ROWS = ORDERS + LINES + SCORES;

  /// Two implied primary keys, a primary key by rule and an index by rule.
  static final int BUILDS = 4;

  static final List<KeyRule> RULES =
      List.of(
          new KeyRule("features.*", new IndexDefinition(Kind.PRIMARY_KEY, List.of("hashkey"))),
          new KeyRule("shop.Orders*", new IndexDefinition(Kind.INDEX, List.of("customer"))));

  private static final String TABLES =
      """
      CREATE SCHEMA shop;
      CREATE SCHEMA features;
      CREATE TABLE shop."Orders ""2026\""" (
        id bigint PRIMARY KEY, customer int NOT NULL, total numeric(12, 2),
        placed timestamptz NOT NULL, note text);
      INSERT INTO shop."Orders ""2026\"""
        SELECT g * 37 + g %% 13, g %% 5000, (g %% 100000) / 100.0,
          timestamptz '2026-01-01 00:00:00Z' + g * interval '1 second',
          CASE WHEN g %% 10 = 0 THEN NULL ELSE 'note, "quoted" \\ ' || g END
        FROM generate_series(1, %1$d) AS g;
      CREATE TABLE shop.lines (
        order_id bigint, line int, sku uuid NOT NULL, price float8, PRIMARY KEY (order_id, line));
      INSERT INTO shop.lines
        SELECT g / 4, g %% 4, md5(g::text)::uuid, CASE WHEN g %% 7 = 0 THEN 'NaN' ELSE g / 3.0 END
        FROM generate_series(1, %2$d) AS g;
      CREATE TABLE features.score_365d (hashkey text NOT NULL, score float4, seen date);
      INSERT INTO features.score_365d
        SELECT encode(sha256(convert_to(g::text, 'UTF8')), 'hex'), g / 7.0, date '2026-01-01' + g %% 365
        FROM generate_series(1, %3$d) AS g;
      ANALYZE;
      """
          .formatted(ORDERS, LINES, SCORES);

  private Shop() {}

  static void create(Connection source) throws SQLException {
    try (Statement statement = source.createStatement()) {
      statement.execute(TABLES);
    }
  }

  /// Rows and an order-independent sum over all rows of each table, by SQL of this test's own.
  static Map<String, String> contents(Connection database) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Statement statement = database.createStatement()) {
      for (String table :
          List.of("shop.\"Orders \"\"2026\"\"\"", "shop.lines", "features.score_365d")) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT count(*) || ' rows, ' || sum(hashtextextended(t::text, 42)) FROM "
                    + table
                    + " AS t")) {
          row.next();
          contents.put(table, row.getString(1));
        }
      }
    }
    return contents;
  }

  /// Every index outside the system schemas as `table: definition, valid`.
  static List<String> indexes(Connection database) throws SQLException {
    List<String> indexes = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT format('%s: %s (%s) %s', c.relname,
                    CASE WHEN i.indisprimary THEN 'primary key'
                         WHEN i.indisunique THEN 'unique' ELSE 'index' END,
                    string_agg(a.attname, ', ' ORDER BY a.attnum),
                    CASE WHEN i.indisvalid THEN 'valid' ELSE 'INVALID' END)
                FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = i.indexrelid
                WHERE n.nspname IN ('shop', 'features')
                GROUP BY c.relname, i.indexrelid, i.indisprimary, i.indisunique, i.indisvalid
                ORDER BY 1
                """)) {
      while (rows.next()) {
        indexes.add(rows.getString(1));
      }
    }
    return indexes;
  }
}
