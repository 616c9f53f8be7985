package dev.plimsoll.sync.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tables of a few thousand rows in every shape that keys and heaps come in.
enum TableShapes {
  DENSE("id bigint PRIMARY KEY", "i"),
  /// 2 % of the ids: runs, and gaps whose lengths follow a Pareto distribution.
  SPARSE(
      "id bigint PRIMARY KEY",
      "sum(CASE WHEN i % 20 = 0 THEN ceil(300 / (0.05 + random()) ^ 0.8) ELSE 1 END) OVER (ORDER BY i)"),
  /// Half of the rows in a thousandth of the key space.
  SKEWED("id bigint PRIMARY KEY", "CASE WHEN i <= 2000 THEN i ELSE 2000 + (i - 2000) * 1000 END"),
  SHUFFLED("id bigint PRIMARY KEY", "i", "random()"),
  GAP("id bigint PRIMARY KEY", "CASE WHEN i <= 2000 THEN i ELSE 9000000000000 + i END"),
  COMPOSITE("tenant int, seq bigint, PRIMARY KEY (tenant, seq)", "i % 7, i / 7"),
  UUID_KEY("id uuid PRIMARY KEY", "md5(i::text)::uuid"),
  TEXT_KEY("id text PRIMARY KEY", "'Kéy ' || reverse(i::text) || repeat('z', i % 40)"),
  /// A key and a column that are carried as text, and do not sort as such.
  ADDRESSES("id inet PRIMARY KEY, marks int[]", "'10.0.0.0'::inet + i::bigint, ARRAY[i, NULL]"),
  NO_KEY("a int, b int", "i % 100, i % 3");

  static final int ROWS = 4_000;

  private final String columns;
  private final String values;
  private final String heapOrder;

  TableShapes(String columns, String values) {
    this(columns, values, "i");
  }

  TableShapes(String columns, String values, String heapOrder) {
    this.columns = columns;
    this.values = values;
    this.heapOrder = heapOrder;
  }

  String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean hasKey() {
    return this != NO_KEY;
  }

  /// Windows of ids can read it in a test's time: all but early termination would take millions of
  /// queries for the one gap.
  boolean hasNumberedRows(String strategy) {
    return switch (this) {
      case DENSE, SPARSE, SKEWED, SHUFFLED -> true;
      case GAP -> strategy.equals("early-termination");
      case COMPOSITE, UUID_KEY, TEXT_KEY, ADDRESSES, NO_KEY -> false;
    };
  }

  /// Statements that make and fill it.
  List<String> sql() {
    List<String> sql = new ArrayList<>();
    sql.add(
        "CREATE TABLE %s (amount numeric(12,2), note text, at timestamptz, %s)"
            .formatted(table(), columns));
    sql.add("SELECT setseed(0.42)");
    sql.add(
        """
        INSERT INTO %s SELECT amount, note, at, %s FROM (
          SELECT i, (i * 7 %% 1000) / 3.0 AS amount,
                 CASE i %% 4 WHEN 0 THEN NULL ELSE 'note ' || i END AS note,
                 timestamptz '2026-01-01 00:00Z' + i * interval '1 second' AS at
          FROM generate_series(1, %d) i) AS rows
        ORDER BY %s
        """
            .formatted(table(), values, ROWS, heapOrder));
    sql.add("ANALYZE " + table());
    return sql;
  }
}
