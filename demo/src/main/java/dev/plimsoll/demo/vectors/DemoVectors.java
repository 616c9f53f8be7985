package dev.plimsoll.demo.vectors;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Table of made vectors in about 200 clusters, so that some rows are really nearer than others. A
/// row follows from its id and the seed: parts of the table have the same rows as the whole.
///
/// @param rows of the whole, 1 or more
public record DemoVectors(long rows, long seed) {
  /// Without the schema, which is public.
  public static final String TABLE = "items";

  public static final QualifiedName NAME = new QualifiedName("public", TABLE);
  public static final int DIMENSIONS = 64;

  /// Part of the rows.
  public enum Part {
    ALL("true"),
    EVEN("i % 2 = 0"),
    ODD("i % 2 = 1");

    private final String condition;

    Part(String condition) {
      this.condition = condition;
    }
  }

  // Hashes instead of random(): the n-th row is the same wherever it is made. The centre of a
  // cluster is in -1 to 1, its points are up to a quarter of that beside it.
  private static final String POINT =
      """
      (SELECT array_agg((
           hashint8extended(mod(hashint8extended(i, s.seed), 100) * %1$d + d, s.seed + 1) / 2^63
           + hashint8extended(i * %1$d + d, s.seed + 2) / 2^65)::real ORDER BY d)
       FROM generate_series(1, %1$d) AS d)"""
          .formatted(DIMENSIONS);

  private static final String INSERT =
      """
      INSERT INTO %s
      SELECT i, %s
      FROM generate_series(1, CAST(? AS bigint)) AS i, (SELECT CAST(? AS bigint) AS seed) AS s
      WHERE %s""";

  // Of the same clusters, and no rows of the table.
  private static final String QUESTIONS =
      """
      SELECT '[' || array_to_string(%s, ',') || ']'
      FROM generate_series(1, CAST(? AS bigint)) AS n, LATERAL (SELECT -n AS i) AS points,
           (SELECT CAST(? AS bigint) AS seed) AS s
      ORDER BY n"""
          .formatted(POINT);

  /// Creates and fills the table, by one statement, and returns its number of rows.
  ///
  /// @param connection in auto-commit mode
  public long create(Connection connection, Part part) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE %s (id bigint PRIMARY KEY, v real[] NOT NULL)".formatted(TABLE));
      long made =
          Sql.of(connection, INSERT.formatted(TABLE, POINT, part.condition), rows, seed).update();
      // Autovacuum would do it later, in the middle of what is measured.
      statement.execute("VACUUM (ANALYZE) " + TABLE);
      return made;
    }
  }

  /// Vectors to search for, as text.
  public List<String> questions(Connection connection, int count) throws SQLException {
    return Sql.of(connection, QUESTIONS, (long) count, seed).list(row -> row.getString(1));
  }
}
