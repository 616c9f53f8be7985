package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shape of a table: ten columns, with its own layout of keys and rows. Values follow from seed and
/// row number by arithmetic of both servers, so that a table is the same each time.
enum TableShape {
  /// Ids without holes.
  DENSE("id bigint", "id"),
  /// 2 % of the ids: runs of 1 to 39, with gaps of Pareto's distribution.
  SPARSE("id bigint", "id"),
  /// Nine rows of ten in the first fiftieth of the ids.
  SKEWED("id bigint", "id"),
  /// Ids without holes, the rows in any order.
  SHUFFLED("id bigint", "id"),
  /// Ids without holes but one of 9·10¹², in the middle.
  GAP("id bigint", "id"),
  COMPOSITE("tenant integer, id bigint", "tenant, id"),
  UUID("id uuid", "id"),
  /// The case that window strategies were first written for: 50,000 rows at 1.9 %.
  SEED_ONE("id bigint", "id");

  static final String SCHEMA = "bench";
  static final long SEED = 1;
  static final long HUGE_GAP = 9_000_000_000_000L;
  static final long SEED_ONE_ROWS = 50_000;

  private static final int LONGEST_RUN = 39;
  private static final double MEAN_RUN = (LONGEST_RUN + 1) / 2.0;
  // Of Pareto's distribution: finite mean, infinite variance.
  private static final double ALPHA = 1.5;
  // 2^31 - 1, a prime: products of two smaller numbers fit into 63 bits.
  private static final long PRIME = 2_147_483_647L;

  private final String keyDefinition;
  private final String key;

  TableShape(String keyDefinition, String key) {
    this.keyDefinition = keyDefinition;
    this.key = key;
  }

  QualifiedName table() {
    return new QualifiedName(SCHEMA, name().toLowerCase(Locale.ROOT));
  }

  String title() {
    return switch (this) {
      case SEED_ONE -> "seed 1's case";
      case GAP -> "huge gap";
      case DENSE, SPARSE, SKEWED, SHUFFLED, COMPOSITE, UUID -> name().toLowerCase(Locale.ROOT);
    };
  }

  /// Whether its key is one number, as window strategies need.
  boolean isNumbered() {
    return switch (this) {
      case COMPOSITE, UUID -> false;
      case DENSE, SPARSE, SKEWED, SHUFFLED, GAP, SEED_ONE -> true;
    };
  }

  long rows(long wanted) {
    return this == SEED_ONE ? SEED_ONE_ROWS : wanted;
  }

  /// Statements that make and fill it. The primary key comes first in MariaDB, whose tables are
  /// ordered by it, and last in PostgreSQL.
  List<String> statements(Dialect dialect, long rows) {
    String table = table().schema() + "." + table().name();
    int beside = 10 - key.split(",").length;
    List<Payload> payload = Payload.ALL.subList(Payload.ALL.size() - beside, Payload.ALL.size());
    String primaryKey = "PRIMARY KEY (" + key + ")";
    boolean clustered = dialect == Dialect.MARIADB;
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE TABLE %s (%s, %s%s)"
            .formatted(
                table,
                keyDefinition,
                Payload.definitions(payload, dialect),
                clustered ? ", " + primaryKey : ""));
    statements.add(
        "INSERT INTO %s SELECT %s, %s FROM (%s) AS keyed ORDER BY %s"
            .formatted(
                table,
                key,
                Payload.values(payload, dialect),
                keys(dialect, rows),
                this == SHUFFLED ? hash("i", 48_271) : "i"));
    if (!clustered) {
      statements.add("ALTER TABLE %s ADD %s".formatted(table, primaryKey));
    }
    return statements;
  }

  /// Row numbers `i` from 1 on, each with its key.
  private String keys(Dialect dialect, long rows) {
    String numbers = dialect.numbers(1, rows, "i");
    return switch (this) {
      case DENSE, SHUFFLED -> "SELECT i, i AS id FROM " + numbers;
      case SPARSE -> runs(dialect, rows, 0.02);
      case SEED_ONE -> runs(dialect, rows, 0.019);
      case SKEWED ->
          "SELECT i, CASE WHEN i <= %1$d THEN i ELSE %1$d + (i - %1$d) * %2$d END AS id FROM %3$s"
              .formatted(rows / 10 * 9, 500, numbers);
      case GAP ->
          "SELECT i, CASE WHEN i <= %d THEN i ELSE i + %d END AS id FROM %s"
              .formatted(rows / 2, HUGE_GAP, numbers);
      case COMPOSITE -> "SELECT i, 1 + i %% 97 AS tenant, i / 97 AS id FROM %s".formatted(numbers);
      case UUID ->
          "SELECT i, CAST(md5(concat(%d, ':', i)) AS uuid) AS id FROM %s".formatted(SEED, numbers);
    };
  }

  /// Runs of ids, each after a gap. Gaps by inversion: the least gap over the root of a uniform
  /// number; where alpha is 1.5 their mean is three times the least.
  private static String runs(Dialect dialect, long rows, double density) {
    double leastGap = MEAN_RUN * (1 / density - 1) * (ALPHA - 1) / ALPHA;
    // A tenth more runs than needed on average; the rest is cut off.
    long runs = Math.round(rows / MEAN_RUN * 1.1) + 10;
    return """
    SELECT i, id FROM (
      SELECT id, row_number() OVER (ORDER BY id) AS i FROM (
        SELECT %s AS id FROM (
          SELECT run_length,
                 sum(run_length + gap) OVER (ORDER BY run ROWS UNBOUNDED PRECEDING) - run_length
                   AS begin_id
          FROM (
            SELECT run, 1 + %s %% %d AS run_length,
                   floor(%s / power(1 - %s / %d, %s)) AS gap
            FROM %s
          ) AS drawn
        ) AS runs
        JOIN %s ON step < run_length
      ) AS ids
    ) AS counted WHERE i <= %d"""
        .formatted(
            dialect.whole("begin_id + step"),
            hash("run", 48_271),
            LONGEST_RUN,
            leastGap,
            dialect.real(hash("run", 69_621)),
            PRIME,
            1 / ALPHA,
            dialect.numbers(1, runs, "run"),
            dialect.numbers(0, LONGEST_RUN - 1, "step"),
            rows);
  }

  /// Pseudo-random number from 0 to below [#PRIME]: the square of a line.
  private static String hash(String number, long factor) {
    String line = "((%s * %d + %d) %% %d)".formatted(number, factor, SEED, PRIME);
    return "(%1$s * %1$s %% %2$d)".formatted(line, PRIME);
  }
}
