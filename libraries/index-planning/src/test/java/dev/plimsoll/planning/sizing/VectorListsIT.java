package dev.plimsoll.planning.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Estimates of IVFFlat indexes beside what a server with pgvector says and builds.
final class VectorListsIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "items");

  @ParameterizedTest
  @CsvSource({
    "vector(64), vector_l2_ops, 100, 12000",
    "vector(200), vector_cosine_ops, 30, 3000",
    "halfvec(128), halfvec_ip_ops, 250, 20000"
  })
  void theServerWantsTheSameMemoryAndBuildsTheSameSize(
      String type, String operatorClass, int lists, long rows) throws SQLException {
    try (Connection connection = Stack.get().createDatabase("vector_lists").connect();
        Statement statement = connection.createStatement()) {
      MachineRequirement.of(
          "pgvector",
          Sql.of(connection, "SELECT FROM pg_available_extensions WHERE name = 'vector'").exists(),
          "which compares sizes of IVFFlat indexes with built ones");
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
              .formatted(type.replaceAll("\\D", ""), rows));
      IndexDefinition definition =
          new IndexDefinition(Kind.INDEX, List.of("e"))
              .withMethod("ivfflat")
              .withOperatorClasses(List.of("public." + operatorClass))
              .withParameters(Map.of("lists", "" + lists));
      DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.of(Set.of(TABLE)));

      IndexEstimate estimate =
          IndexEstimator.of(facts, Objects.requireNonNull(facts.tables().get(TABLE)), definition);

      VectorLists sized = Objects.requireNonNull(estimate.work().lists());
      assertThat(estimate.assumptions()).isEmpty();
      String create = IndexSql.createConcurrently(TABLE, definition, "made");
      statement.execute("SET maintenance_work_mem = '1MB'");
      assertThat(catchThrowable(() -> statement.execute(create)))
          .hasMessageContaining(
              "memory required is %d MB".formatted(sized.memoryBytes() / (1 << 20)));
      statement.execute("DROP INDEX public.made");
      statement.execute(
          "SET maintenance_work_mem = '%dMB'".formatted(sized.memoryBytes() / (1 << 20)));
      statement.execute(create);
      long built =
          Sql.of(connection, "SELECT pg_relation_size('public.made') AS bytes")
              .one(row -> row.getLong("bytes"));
      assertThat(built)
          .isBetween(estimate.range().lowBytes(), estimate.range().highBytes())
          .isCloseTo(sized.indexBytes(), Percentage.withPercentage(5));
    }
  }
}
