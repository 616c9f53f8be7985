package dev.plimsoll.vectors;

import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.vectors.search.Neighbor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The nearest rows as PostgreSQL orders them in one plain statement. Distances of a `real[]` are
/// those of functions that add in loops.
public final class Oracle {
  private static final String FUNCTIONS =
      """
      CREATE FUNCTION public.oracle(kind text, a real[], b real[]) RETURNS float8
      LANGUAGE plpgsql IMMUTABLE AS $$
      DECLARE
        dot float8 := 0; left_square float8 := 0; right_square float8 := 0;
        squares float8 := 0; differences float8 := 0; x float8; y float8;
      BEGIN
        IF a IS NULL OR array_ndims(a) IS DISTINCT FROM 1
            OR array_length(a, 1) <> array_length(b, 1) THEN
          RETURN NULL;
        END IF;
        FOR i IN 1..array_length(b, 1) LOOP
          x := a[array_lower(a, 1) + i - 1];
          y := b[i];
          IF x IS NULL THEN
            RETURN NULL;
          END IF;
          dot := dot + x * y;
          left_square := left_square + x * x;
          right_square := right_square + y * y;
          squares := squares + (x - y) * (x - y);
          differences := differences + abs(x - y);
        END LOOP;
        CASE kind
          WHEN 'L2' THEN RETURN sqrt(squares);
          WHEN 'INNER_PRODUCT' THEN RETURN -dot;
          WHEN 'L1' THEN RETURN differences;
          ELSE
            IF left_square = 0 OR right_square = 0 THEN
              RETURN 'NaN';
            END IF;
            RETURN 1 - dot / sqrt(left_square * right_square);
        END CASE;
      END $$
      """;

  private Oracle() {}

  public static void install(Connection connection) throws SQLException {
    execute(connection, FUNCTIONS);
  }

  /// Skips the test where the server has no pgvector.
  public static void requirePgvector(Connection connection, String whatIsNotRun)
      throws SQLException {
    MachineRequirement.of(
        "pgvector",
        Sql.of(connection, "SELECT FROM pg_available_extensions WHERE name = 'vector'").exists(),
        whatIsNotRun);
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Of a `real[]` named `v`.
  ///
  /// @param key columns, with commas between
  /// @param query as an array's text
  public static List<Neighbor> arrays(
      Connection connection, String table, String key, Distance distance, String query, int k)
      throws SQLException {
    return nearest(
        connection,
        table,
        key,
        "public.oracle('%s', v, '%s')".formatted(distance.name(), query),
        k);
  }

  /// @param expression of the distance
  public static List<Neighbor> nearest(
      Connection connection, String table, String key, String expression, int k)
      throws SQLException {
    List<Neighbor> found = new ArrayList<>();
    int columns = key.split(",").length;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT %s, d FROM (SELECT *, (%s) AS d FROM %s OFFSET 0) o"
                    .concat(" ORDER BY d + 0, %s LIMIT %d")
                    .formatted(key, expression, table, key, k))) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(row.getString(i));
        }
        double value = row.getDouble("d");
        found.add(new Neighbor(values, row.wasNull() ? null : value + 0.0));
      }
    }
    return found;
  }
}
