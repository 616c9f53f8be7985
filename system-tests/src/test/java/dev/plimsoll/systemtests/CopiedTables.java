package dev.plimsoll.systemtests;

import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A source of four tables that are read in different ways, and large enough to be shot at: sparse
/// ids in block ranges, a composite key in several read tasks, no key as one stream, and wide rows
/// whose file is an upload of many parts.
final class CopiedTables {
  static final String PATTERN = "copied.*";

  /// By which strategy each is read under [#SETTINGS].
  static final Map<String, String> STRATEGIES =
      Map.of("sparse", "blocks", "keyed", "keyset", "keyless", "stream", "wide", "keyset");

  static final long ROWS = 400_000 + 150_000 + 100_000 + 120;

  /// For the sync service: tables of some megabytes are several ranges, read tasks and files.
  static final Map<String, String> SETTINGS =
      Map.of(
          "PLIMSOLL_SYNC_RANGE_SIZE", "12M",
          "PLIMSOLL_SYNC_READ_TASK_SIZE", "2M",
          "PLIMSOLL_SYNC_OBJECT_SIZE", "16M");

  // Hashes do not compress, so that a file is as large as its rows.
  private static final String TABLES =
      """
      CREATE SCHEMA copied;
      CREATE TABLE copied.sparse (
        id bigint PRIMARY KEY, customer int NOT NULL, total numeric(12, 2),
        placed timestamptz NOT NULL, note text);
      INSERT INTO copied.sparse
        SELECT g * 37 + g % 13 + (g / 50000) * 90000000000, g % 5000, (g % 100000) / 100.0,
          timestamptz '2026-01-01 00:00:00Z' + g * interval '1 second',
          CASE WHEN g % 10 = 0 THEN NULL ELSE 'note, "quoted" \\ ' || g END
        FROM generate_series(1, 400000) AS g;
      CREATE TABLE copied.keyed (
        order_id bigint, line int, sku uuid NOT NULL, price float8, PRIMARY KEY (order_id, line));
      INSERT INTO copied.keyed
        SELECT g / 4, g % 4, md5(g::text)::uuid, CASE WHEN g % 7 = 0 THEN 'NaN' ELSE g / 3.0 END
        FROM generate_series(1, 150000) AS g;
      CREATE TABLE copied.keyless (hash text NOT NULL, score float4, seen date);
      INSERT INTO copied.keyless
        SELECT encode(sha256(int8send(g)), 'hex'), g / 7.0, date '2026-01-01' + (g % 365)::int
        FROM generate_series(1, 100000) AS g;
      CREATE TABLE copied.wide (id int PRIMARY KEY, body bytea NOT NULL);
      ALTER TABLE copied.wide ALTER COLUMN body SET STORAGE EXTERNAL;
      INSERT INTO copied.wide
        SELECT g, (SELECT string_agg(sha256(int8send(g * 100000::bigint + i)), ''::bytea)
                   FROM generate_series(1, 5000) AS i)
        FROM generate_series(1, 120) AS g;
      """;

  private CopiedTables() {}

  static void create(Connection source) throws SQLException {
    try (Statement statement = source.createStatement()) {
      statement.execute(TABLES);
      statement.execute("VACUUM (ANALYZE)");
      // What has to be recovered after a crash is what came since.
      statement.execute("CHECKPOINT");
    }
  }

  /// Rows and an order-independent sum over all rows of each table, by SQL of this test's own.
  static Map<String, String> contents(Connection database) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Statement statement = database.createStatement()) {
      for (String table : List.copyOf(STRATEGIES.keySet())) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT count(*) || ' rows, ' || sum(hashtextextended(t::text, 42)) FROM copied."
                    + table
                    + " AS t")) {
          row.next();
          contents.put(table, row.getString(1));
        }
      }
    }
    return contents;
  }

  /// Whether the source still has rows that nobody has read.
  static boolean isBeingRead(ExtractView extract) {
    return extract.tables().stream()
        .anyMatch(
            table -> table.state() == TableState.PLANNED || table.state() == TableState.EXTRACTING);
  }

  /// Whether the target has some rows, and not yet all.
  static boolean isBeingLoaded(ExtractView extract) {
    long loaded = extract.tables().stream().mapToLong(table -> table.counters().rowsLoaded()).sum();
    return loaded > 0 && loaded < ROWS;
  }
}
