package dev.plimsoll.demo.vectors;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The nearest rows by plain SQL of another form than the query-service's: a sum with a term for
/// each dimension.
public final class NearestOracle {
  private static final String DISTANCE =
      IntStream.rangeClosed(1, DemoVectors.DIMENSIONS)
          .mapToObj("(t.v[%1$d] - q.v[%1$d]::float8) ^ 2"::formatted)
          .collect(Collectors.joining(" + ", "sqrt(", ")"));

  private static final String NEAREST =
      """
      SELECT id, %s AS distance
      FROM (SELECT id, v::real[] AS v FROM %s) AS t,
           (SELECT CAST(translate(?, '[]', '{}') AS real[]) AS v OFFSET 0) AS q
      ORDER BY distance, id LIMIT ?""";

  private NearestOracle() {}

  /// @param table with `id` and `v`, a `real[]` or what can be cast to one
  /// @param vector as text
  public static List<NearRow> nearest(Connection connection, String table, String vector, int k)
      throws SQLException {
    return Sql.of(connection, NEAREST.formatted(DISTANCE, table), vector, (long) k)
        .list(row -> new NearRow(row.getString(1), row.getDouble(2)));
  }
}
