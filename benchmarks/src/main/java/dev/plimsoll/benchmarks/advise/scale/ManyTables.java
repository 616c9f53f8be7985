package dev.plimsoll.benchmarks.advise.scale;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Made database of tables in groups of ten, as modules of an application have them, with
/// primary and foreign keys and no other index; and statements of twelve patterns over them, all
/// distinct.
///
/// Calls and times are skewed: a few statements take most of the time.
///
/// @param tables a multiple of ten
/// @param rows of a table, on the average
/// @param seed of what is drawn by chance
public record ManyTables(int tables, int statements, int rows, long seed) {
  public static final String SCHEMA = "modules";
  private static final int GROUP = 10;
  private static final List<String> PATTERNS =
      List.of(
          "SELECT * FROM {t} WHERE tenant_id = $1 AND state = $2",
          "SELECT id, name FROM {t} WHERE tenant_id = $1 ORDER BY created DESC LIMIT 20",
          "SELECT a.id, b.name FROM {t} a JOIN {p} b ON b.id = a.parent_id WHERE b.tenant_id = $1",
          "SELECT kind, count(*) FROM {t} WHERE tenant_id = $1 AND created >= $2 GROUP BY kind",
          "SELECT id FROM {t} WHERE parent_id = $1",
          "SELECT name FROM {t} WHERE name LIKE 'name 1%' AND kind = $1",
          "UPDATE {t} SET state = $1 WHERE parent_id = $2",
          "SELECT id FROM {t} WHERE kind = $1 OR parent_id = $2",
          "SELECT a.id, c.amount FROM {t} a JOIN {p} b ON b.id = a.parent_id"
              + " JOIN {g} c ON c.parent_id = b.id WHERE a.kind = $1 AND c.state = 3",
          "SELECT sum(amount) FROM {t} WHERE created BETWEEN $1 AND $2",
          "INSERT INTO {t} (id, tenant_id, parent_id, state, kind, created, amount, name)"
              + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
          "SELECT id, amount FROM {t} WHERE lower(name) = $1");

  /// Creates and fills the tables: about a second for each hundred.
  public void create(Connection connection) throws SQLException {
    Random random = new Random(seed);
    BenchDatabase.execute(connection, "CREATE SCHEMA " + SCHEMA);
    for (int i = 0; i < tables; i++) {
      String parent = i % GROUP == 0 ? "" : " REFERENCES %s.%s".formatted(SCHEMA, name(parent(i)));
      // Most tables are small, some are large.
      int its = (int) Math.max(20, rows * -Math.log(1 - random.nextDouble()));
      BenchDatabase.execute(
          connection,
          """
          CREATE TABLE %1$s.%2$s (id int PRIMARY KEY, tenant_id int NOT NULL, parent_id int%3$s,
            state int NOT NULL, kind int NOT NULL, created timestamptz NOT NULL,
            amount numeric(12, 2) NOT NULL, name text NOT NULL);
          INSERT INTO %1$s.%2$s
          SELECT n, n %% 50, 1 + n %% 20, n %% 7, n * 31 %% 200,
                 timestamptz '2026-01-01' + n * interval '1 minute', n * 1.5, 'name ' || n
          FROM generate_series(1, %4$d) AS n;
          ANALYZE %1$s.%2$s
          """
              .formatted(SCHEMA, name(i), parent, its));
    }
  }

  private static int parent(int table) {
    return table - 1;
  }

  private static String name(int table) {
    return "module%d_part%d".formatted(table / GROUP, table % GROUP);
  }

  /// As a workload's file.
  public String workload() {
    Random random = new Random(seed + 1);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < statements; i++) {
      int table = i % tables;
      String pattern = PATTERNS.get((i / tables * 5 + table) % PATTERNS.size());
      // The first of a group has no parent, and the second none that has one.
      if (pattern.contains("{p}") && table % GROUP < 2) {
        pattern =
            "SELECT count(*) FROM {t} WHERE tenant_id = $1 AND kind = %d".formatted(i / tables);
      }
      long calls = 1 + Math.round(Math.exp(10 * random.nextDouble() * random.nextDouble()));
      double mean = 0.05 * Math.exp(6 * random.nextDouble());
      texts.add(
          String.format(
              Locale.ROOT,
              "-- name: s%d%n-- calls: %d%n-- mean: %.3f%n%s;%n",
              i,
              calls,
              mean,
              pattern
                  .replace("{t}", name(table))
                  .replace("{p}", name(parent(table)))
                  .replace("{g}", name(parent(parent(table))))));
    }
    return String.join("", texts);
  }
}
