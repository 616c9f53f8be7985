package dev.plimsoll.vectors.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.vectors.Oracle;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A bound leaves out nothing that belongs to the nearest rows.
@ExtendWith(StackExtension.class)
final class BoundedSearchIT {
  private static final int ROWS = 20_000;
  private static final int NEIGHBORS = 10;

  /// So many that a page with all of the nearest is among the 3 % that are sampled, nearly always.
  private static final int SAMPLES = 150;
  private static final String QUERY = "[1,2,3]";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        // spread over the table, and the nearest last
        "L2; '[' || i * 7919 % 10007 || ',2,' || i % 11 || ']'",
        "L2; '[' || 30000 - i || ',2,3]'",
        "INNER_PRODUCT; '[' || i % 101 || ',-2,' || i % 11 || ']'",
        "L1; '[' || i % 101 || ',2,' || i % 11 || ']'",
        // all as near as each other
        "L2; '[0,0,0]'",
        // fewer vectors than are searched for, and a NULL for the last of the sample
        "L2; CASE WHEN i % 4001 = 0 THEN '[1,2,' || i || ']' END",
        // no numbers but a few, for a vector of zeros has no angle
        "COSINE; CASE WHEN i % 4001 = 0 THEN '[1,2,' || i || ']' ELSE '[0,0,0]' END",
        "COSINE; CASE WHEN i % 4001 = 0 THEN '[1,2,' || i || ']' WHEN i % 5 = 0 THEN '[0,0,0]' END"
      })
  void theNearestRowsAreFoundAsWithoutIt(Distance distance, String vector, Stack stack)
      throws Exception {
    TestDatabase database = stack.createDatabase("bounded_search");
    try (Connection connection = database.connect()) {
      Oracle.requirePgvector(connection, "whose distances are bounded");
      Oracle.execute(
          connection,
          """
          CREATE EXTENSION vector;
          CREATE TABLE items (id int PRIMARY KEY, v vector(3)) PARTITION BY RANGE (id);
          CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (0) TO (15000);
          CREATE TABLE items_2 PARTITION OF items FOR VALUES FROM (15000) TO (99999);
          INSERT INTO items SELECT i, CAST(%s AS vector) FROM generate_series(1, %d) i;
          ANALYZE items
          """
              .formatted(vector, ROWS));
      VectorTable table =
          VectorTableReader.read(connection, new QualifiedName("public", "items"), null, List.of());
      assertThat(BoundSample.percent(table, NEIGHBORS)).as("a sample is read").isPresent();
      KnnStatement statement =
          new KnnStatement(table, new SearchRequest(QUERY, distance, NEIGHBORS));
      String expression = "v %s '%s'".formatted(distance.operator(), QUERY);

      // when one statement reads all, however the sample falls
      List<Neighbor> nearest = Oracle.nearest(connection, "items", "id", expression, NEIGHBORS);
      for (int i = 0; i < SAMPLES; i++) {
        assertThat(statement.all(connection)).isEqualTo(nearest);
      }

      // and when a part is read under what is known from another
      long half = table.extent().longestBlocks() / 2;
      @Nullable Double bound = statement.blocks(connection, null, half, null).getLast().distance();
      List<Neighbor> rest =
          nearestOf(connection, "ctid >= '(%d,0)'".formatted(half), expression).stream()
              .filter(one -> !isBeyond(one, bound))
              .toList();
      assertThat(statement.blocks(connection, half, null, bound)).isEqualTo(rest);
    }
  }

  private static List<Neighbor> nearestOf(
      Connection connection, String condition, String expression) throws SQLException {
    return Oracle.nearest(
        connection, "(SELECT * FROM items WHERE " + condition + ") i", "id", expression, NEIGHBORS);
  }

  // What has no distance is beyond nothing.
  private static boolean isBeyond(Neighbor one, @Nullable Double bound) {
    @Nullable Double distance = one.distance();
    return bound != null && distance != null && Double.compare(distance, bound) > 0;
  }
}
