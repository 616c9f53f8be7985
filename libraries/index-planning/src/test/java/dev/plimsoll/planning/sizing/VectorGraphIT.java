package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.index.IndexTrial;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Estimates of HNSW indexes beside what a server with pgvector says and builds.
final class VectorGraphIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "items");
  private static final Pattern BORDER = Pattern.compile("no longer fits .* after (\\d+) tuples");
  private static final long ROWS = 5_000;

  @ParameterizedTest
  @CsvSource({
    "vector(64), vector_l2_ops, 16, 3",
    "vector(200), vector_cosine_ops, 10, 4",
    "halfvec(300), halfvec_ip_ops, 24, 5"
  })
  void theServerSaysTheSameBorderAndBuildsTheSameSize(
      String type, String operatorClass, int m, long mebibytes) throws SQLException {
    try (Connection connection = Stack.get().createDatabase("vector_graph").connect();
        Statement statement = connection.createStatement()) {
      MachineRequirement.of(
          "pgvector",
          Sql.of(connection, "SELECT FROM pg_available_extensions WHERE name = 'vector'").exists(),
          "which compares sizes of HNSW indexes with built ones");
      statement.execute(
          "CREATE EXTENSION vector; CREATE TABLE items (id int, e %s)".formatted(type));
      statement.execute(
          """
          INSERT INTO items
          SELECT i, (SELECT array_agg(random()) FROM generate_series(1, %s) WHERE i > 0)::vector
          FROM generate_series(1, %d) i;
          INSERT INTO items SELECT -i, NULL FROM generate_series(1, 50) i;
          ANALYZE items
          """
              .formatted(type.replaceAll("\\D", ""), ROWS));
      IndexDefinition definition =
          new IndexDefinition(Kind.INDEX, List.of("e"))
              .withMethod("hnsw")
              .withOperatorClasses(List.of("public." + operatorClass))
              .withParameters(Map.of("m", "" + m, "ef_construction", "" + 2 * m));
      DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.of(Set.of(TABLE)));

      IndexEstimate estimate =
          IndexEstimator.of(facts, Objects.requireNonNull(facts.tables().get(TABLE)), definition);

      VectorGraph graph = Objects.requireNonNull(estimate.work().graph());
      assertThat(estimate.assumptions()).isEmpty();
      assertThat((double) graph.vectors()).isCloseTo(ROWS, Percentage.withPercentage(1));
      assertThat(IndexTrial.of(connection, TABLE, definition, Duration.ofSeconds(5)))
          .isInstanceOf(IndexTrial.Verdict.Possible.class);
      statement.execute("SET maintenance_work_mem = '%dMB'".formatted(mebibytes));
      statement.execute(IndexSql.createConcurrently(TABLE, definition, "made"));
      assertThat((double) graph.fitting(mebibytes * MIB, 0))
          .isCloseTo(border(statement.getWarnings()), Percentage.withPercentage(0.5));
      long built =
          Sql.of(connection, "SELECT pg_relation_size('public.made') AS bytes")
              .one(row -> row.getLong("bytes"));
      assertThat(built)
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
