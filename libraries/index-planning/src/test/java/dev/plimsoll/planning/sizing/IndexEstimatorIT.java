package dev.plimsoll.planning.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexTrial;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Estimates of every shape of index beside those that PostgreSQL builds, and whether a built one
/// is known again as what was asked for.
final class IndexEstimatorIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "shapes");
  private static final int ROWS = 200_000;

  private static Connection connection;
  private static DatabaseFacts analyzed;

  @BeforeAll
  static void build() throws SQLException {
    connection = Stack.get().createDatabase("index_shapes").connect();
    execute(
        """
        CREATE TABLE shapes (id bigint NOT NULL, hashkey text COLLATE "C", region int, city int,
          label text COLLATE "C", deleted timestamptz, tags int[], at point)
          WITH (autovacuum_enabled = off);
        INSERT INTO shapes
          SELECT i, encode(sha256(i::text::bytea), 'hex'), i %% 50, i %% 50 * 1000 + i %% 7,
                 'Label ' || i, CASE WHEN i %% 10 = 0 THEN now() END,
                 ARRAY[i %% 1000, i %% 77, i %% 13, i %% 5], point(i %% 1000, i / 1000)
          FROM generate_series(1, %d) i;
        CREATE STATISTICS shapes_region_city (ndistinct) ON region, city FROM shapes;
        ANALYZE shapes;
        """
            .formatted(ROWS));
    analyzed = read();
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static DatabaseFacts read() {
    return CatalogReader.read(connection, CatalogScope.of(Set.of(TABLE)));
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Reading the catalog has left the session with its own.
      statement.execute("SET search_path = public");
      statement.execute(sql);
    }
  }

  private static IndexDefinition index(String... columns) {
    return new IndexDefinition(Kind.INDEX, List.of(columns));
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(
            "UNIQUE",
            "(id) INCLUDE (hashkey)",
            new IndexDefinition(Kind.UNIQUE, List.of("id")).withIncluded(List.of("hashkey")),
            1.02),
        Arguments.of(
            "", "(hashkey) WITH (fillfactor = 70)", index("hashkey").withFillfactor(70), 1.02),
        Arguments.of(
            "", "(id) WHERE deleted IS NULL", index("id").withPredicate("deleted IS NULL"), 1.05),
        Arguments.of(
            "",
            "(id) WHERE (deleted IS NOT NULL)",
            index("id").withPredicate("(deleted is not null)"),
            1.05),
        Arguments.of(
            "",
            "(lower(label))",
            new IndexDefinition(Kind.INDEX, List.of(""), "lower(label)"),
            1.03),
        Arguments.of(
            "", "(md5(label))", new IndexDefinition(Kind.INDEX, List.of(""), "md5(label)"), 1.03),
        Arguments.of(
            "",
            "(label text_pattern_ops)",
            index("label").withOperatorClasses(List.of("text_pattern_ops")),
            1.03),
        Arguments.of("", "(region, city)", index("region", "city"), 1.05),
        Arguments.of("", "USING brin (id)", index("id").withMethod("brin"), 3.0),
        Arguments.of(
            "",
            "USING brin (id) WITH (pages_per_range = 1)",
            index("id").withMethod("brin").withParameters(Map.of("pages_per_range", "1")),
            3.0),
        Arguments.of("", "USING gin (tags)", index("tags").withMethod("gin"), 3.0),
        Arguments.of("", "USING gist (at)", index("at").withMethod("gist"), 3.0),
        Arguments.of("", "USING hash (hashkey)", index("hashkey").withMethod("hash"), 3.0));
  }

  @ParameterizedTest(name = "{0} {1} within a factor of {3}")
  @MethodSource("shapes")
  void isAsLargeAsEstimatedAndKnownAgain(
      String unique, String sql, IndexDefinition definition, double factor) throws SQLException {
    IndexEstimate estimate =
        IndexEstimator.of(
            analyzed, Objects.requireNonNull(analyzed.tables().get(TABLE)), definition);
    assertThat(analyzed.indexesOf(TABLE))
        .noneMatch(at -> at.serves(IndexShape.asWritten(definition)));

    execute("CREATE " + unique + " INDEX shapes_i ON shapes " + sql);
    try {
      IndexFacts built = read().indexesOf(TABLE).getFirst();

      double ratio = (double) estimate.work().indexBytes() / built.bytes();
      System.out.printf(
          "%s: estimated %,d, built %,d: x %.3f %s%n",
          definition, estimate.work().indexBytes(), built.bytes(), ratio, estimate.assumptions());
      assertThat(ratio).isBetween(1 / factor, factor);
      assertThat(built.serves(meaning(definition))).as(built.definition()).isTrue();
      shapes()
          .map(other -> (IndexDefinition) other.get()[2])
          .filter(
              other -> !other.equals(definition) && other.columns().equals(index("id").columns()))
          .filter(other -> !other.predicate().isEmpty())
          .forEach(other -> assertThat(built.serves(meaning(other))).isFalse());
    } finally {
      execute("DROP INDEX shapes_i");
    }
  }

  private static IndexShape meaning(IndexDefinition definition) {
    try {
      return ((IndexTrial.Verdict.Possible)
              IndexTrial.of(connection, TABLE, definition, Duration.ofSeconds(5)))
          .shape();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
