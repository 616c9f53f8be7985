package dev.plimsoll.planning.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Estimates of IVFFlat indexes beside what a server with pgvector says and builds.
final class VectorListsIT {
  @ParameterizedTest
  @CsvSource({
    "vector(64), vector_l2_ops, 100, 12000",
    "vector(200), vector_cosine_ops, 30, 3000",
    "halfvec(128), halfvec_ip_ops, 250, 20000"
  })
  void theServerWantsTheSameMemoryAndBuildsTheSameSize(
      String type, String operatorClass, int lists, long rows) throws SQLException {
    try (VectorItems items = VectorItems.of("vector_lists", type, rows);
        Statement statement = items.connection().createStatement()) {
      IndexDefinition definition =
          VectorItems.index("ivfflat", operatorClass, Map.of("lists", "" + lists));

      IndexEstimate estimate = items.estimate(definition);

      VectorLists sized = Objects.requireNonNull(estimate.work().lists());
      assertThat(estimate.assumptions()).isEmpty();
      String create = IndexSql.createConcurrently(VectorItems.TABLE, definition, "made");
      statement.execute("SET maintenance_work_mem = '1MB'");
      assertThat(catchThrowable(() -> statement.execute(create)))
          .hasMessageContaining(
              "memory required is %d MB".formatted(sized.memoryBytes() / (1 << 20)));
      statement.execute("DROP INDEX public.made");
      statement.execute(
          "SET maintenance_work_mem = '%dMB'".formatted(sized.memoryBytes() / (1 << 20)));
      statement.execute(create);
      assertThat(items.builtBytes())
          .isBetween(estimate.range().lowBytes(), estimate.range().highBytes())
          .isCloseTo(sized.indexBytes(), Percentage.withPercentage(5));
    }
  }
}
