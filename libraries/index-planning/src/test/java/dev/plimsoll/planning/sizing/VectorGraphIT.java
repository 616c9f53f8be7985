package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.index.IndexTrial;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Estimates of HNSW indexes beside what a server with pgvector says and builds.
final class VectorGraphIT {
  private static final Pattern BORDER = Pattern.compile("no longer fits .* after (\\d+) tuples");
  private static final long ROWS = 5_000;

  @ParameterizedTest
  @CsvSource({
    "vector(64), vector_l2_ops, 16, 3",
    "vector(200), vector_cosine_ops, 10, 4",
    "halfvec(300), halfvec_ip_ops, 24, 5",
    "vector(3), vector_l2_ops, 5, 1",
    "vector(768), vector_l2_ops, 16, 8",
    "vector(1000), vector_ip_ops, 8, 12",
    "vector(128), vector_l1_ops, 32, 6",
    "halfvec(64), halfvec_l2_ops, 2, 1",
    "vector(16), vector_cosine_ops, 48, 6",
    "halfvec(1000), halfvec_cosine_ops, 12, 6"
  })
  void theServerSaysTheSameBorderAndBuildsTheSameSize(
      String type, String operatorClass, int m, long mebibytes) throws SQLException {
    try (VectorItems items = VectorItems.of("vector_graph", type, ROWS);
        Statement statement = items.connection().createStatement()) {
      IndexDefinition definition =
          VectorItems.index(
              "hnsw", operatorClass, Map.of("m", "" + m, "ef_construction", "" + 2 * m));

      IndexEstimate estimate = items.estimate(definition);

      VectorGraph graph = Objects.requireNonNull(estimate.work().graph());
      assertThat(estimate.assumptions()).isEmpty();
      assertThat((double) graph.vectors()).isCloseTo(ROWS, Percentage.withPercentage(1));
      assertThat(
              IndexTrial.of(
                  items.connection(), VectorItems.TABLE, definition, Duration.ofSeconds(5)))
          .isInstanceOf(IndexTrial.Verdict.Possible.class);
      statement.execute("SET maintenance_work_mem = '%dMB'".formatted(mebibytes));
      statement.execute(IndexSql.createConcurrently(VectorItems.TABLE, definition, "made"));
      assertThat((double) graph.fitting(mebibytes * MIB, 0))
          .isCloseTo(border(statement.getWarnings()), Percentage.withPercentage(0.5));
      assertThat(items.builtBytes())
          .isBetween(estimate.range().lowBytes(), estimate.range().highBytes())
          .isCloseTo(graph.indexBytes(), Percentage.withPercentage(2));
    }
  }

  private static double border(SQLWarning said) {
    for (SQLWarning one = said; one != null; one = one.getNextWarning()) {
      List<MatchResult> found = BORDER.matcher(one.getMessage()).results().toList();
      if (!found.isEmpty()) {
        return Double.parseDouble(found.getFirst().group(1));
      }
    }
    throw new AssertionError("the server said of no border");
  }
}
