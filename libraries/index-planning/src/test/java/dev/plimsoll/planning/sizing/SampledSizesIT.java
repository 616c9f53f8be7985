package dev.plimsoll.planning.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSample;
import dev.plimsoll.postgres.catalog.IndexSampler;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableSampler;
import dev.plimsoll.testkit.Stack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Sizes where statistics mislead, beside the indexes that PostgreSQL built. What the table is like
/// when it is sized, and when it is built, is the same.
final class SampledSizesIT {
  private static final int ROWS = 200_000;
  private static final double ERROR = 0.15;

  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    connection = Stack.get().createDatabase("sampled_sizes").connect();
    execute("CREATE SCHEMA s; CREATE EXTENSION citext SCHEMA public");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
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
    String random = "(hashint8(i) & 1073741823)";
    return Stream.of(
        Arguments.of(
            "null_first",
            "CASE WHEN hashint8(i) % 10 = 0 THEN i END AS x, i AS id",
            "ANALYZE",
            index("x", "id")),
        Arguments.of(
            "null_last",
            "i AS id, CASE WHEN hashint8(i) % 10 = 0 THEN 'epoch'::timestamptz + i * interval '1 s' END AS gone",
            "ANALYZE",
            index("id", "gone")),
        Arguments.of("citext", "('user' || i % 20000)::citext AS k", "ANALYZE", index("k")),
        Arguments.of(
            "half_is_one_value",
            "CASE WHEN hashint8(i) % 2 = 0 THEN 0 ELSE i END AS k",
            "ANALYZE",
            index("k")),
        Arguments.of(
            "numeric", "(" + random + " / 100.0)::numeric(12, 2) AS k", "ANALYZE", index("k")),
        Arguments.of(
            "places",
            "'country' || c / 500 AS country, 'state' || c / 20 AS state, 'city' || c AS city",
            "ANALYZE",
            index("country", "state", "city")),
        Arguments.of(
            "pairs",
            "p AS part, (p + (hashint8(i) & 3) * 2500) % 10000 AS supplier",
            "ANALYZE",
            index("part", "supplier")),
        Arguments.of("never_analyzed", random + " % 20000 AS k", "", index("k")),
        Arguments.of("dead_rows", "i AS k", "ANALYZE; DELETE", index("k")),
        Arguments.of(
            "tags",
            "ARRAY['tag' || (hashint8(i) & 255), 'tag' || (hashint8(i + 1) & 1023)] AS k",
            "ANALYZE",
            index("k").withMethod("gin")),
        Arguments.of(
            "one_percent",
            "i AS k, CASE WHEN i % 100 = 0 THEN 'open' ELSE 'done' END AS status",
            "ANALYZE",
            index("k").withPredicate("status = 'open'")),
        Arguments.of("lying_together", "i / 5 AS k", "ANALYZE", index("k")),
        Arguments.of(
            "expression",
            "i AS k",
            "ANALYZE",
            new IndexDefinition(Kind.INDEX, List.of(""), "(k / 3)::text || '/x'")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void isAsLargeAsMeasured(String name, String values, String after, IndexDefinition definition)
      throws SQLException {
    // given a table of which statistics say too little
    QualifiedName table = new QualifiedName("s", name);
    execute(
        """
        CREATE TABLE %1$s WITH (autovacuum_enabled = off) AS
          SELECT %2$s, i::float8 AS payload
          FROM (SELECT i, (hashint8(i) & 1073741823) %% 4000 AS c,
                       (hashint8extended(i, 7) & 1073741823) %% 26667 AS p
                FROM generate_series(1, %3$d) AS i) AS made
        """
            .formatted(table, values, ROWS));
    if (after.startsWith("ANALYZE")) {
      execute("ANALYZE " + table);
    }
    if (after.endsWith("DELETE")) {
      execute("DELETE FROM " + table + " WHERE k % 3 <> 0");
    }

    // when the index is sized, and built
    DatabaseFacts facts =
        TableSampler.complete(
            connection,
            CatalogReader.read(connection, CatalogScope.of(Set.of(table))),
            table,
            definition.namedColumns());
    facts =
        IndexSampler.complete(
            connection, facts, Map.of(table, Set.of(definition)), Duration.ofMinutes(1));
    IndexSample sample = Objects.requireNonNull(facts.sampleOf(table, definition));
    TableFacts known = Objects.requireNonNull(facts.tables().get(table));
    IndexEstimate estimate =
        IndexEstimator.of(facts, known.withRows(IndexEstimator.rows(known, sample)), definition);
    long built = build(table, definition);

    // then it is as large as expected, and within the range
    double error = (double) estimate.work().indexBytes() / built - 1;
    System.out.printf(
        Locale.ROOT,
        "%s: predicted %,d (%,d to %,d), built %,d: %+.1f %%; %s%n",
        name,
        estimate.work().indexBytes(),
        estimate.range().lowBytes(),
        estimate.range().highBytes(),
        built,
        100 * error,
        estimate.range().basis());
    assertThat(Math.abs(error)).isLessThan(ERROR);
    assertThat(built).isBetween(estimate.range().lowBytes(), estimate.range().highBytes());
    assertThat(estimate.work().mostIndexBytes()).isEqualTo(estimate.range().highBytes());
  }

  private static long build(QualifiedName table, IndexDefinition definition) throws SQLException {
    String key =
        definition.expressions().isEmpty()
            ? String.join(", ", definition.columns())
            : "(" + definition.expressions().getFirst() + ")";
    execute(
        "CREATE INDEX built ON %s USING %s (%s)%s"
            .formatted(
                table,
                definition.method(),
                key,
                definition.predicate().isEmpty() ? "" : " WHERE " + definition.predicate()));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_relation_size('s.built')")) {
      row.next();
      return row.getLong(1);
    } finally {
      execute("DROP TABLE " + table);
    }
  }

  @Test
  void aPredicateThatCannotBeEvaluatedIsItsTablesOwnTrouble() throws SQLException {
    // given a predicate that fails for a row
    QualifiedName table = new QualifiedName("s", "zero");
    QualifiedName other = new QualifiedName("s", "fine");
    execute("CREATE TABLE s.zero AS SELECT i AS k FROM generate_series(0, 100) i");
    execute("CREATE TABLE s.fine AS SELECT i AS k FROM generate_series(0, 100) i");
    IndexDefinition fails = index("k").withPredicate("1 / k > 0");

    // when both tables are sampled
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.of(Set.of(table, other)));
    facts =
        IndexSampler.complete(
            connection,
            facts,
            Map.of(table, Set.of(fails), other, Set.of(index("k"))),
            Duration.ofMinutes(1));

    // then the other one is measured, and this one says why it is not
    assertThat(facts.sampleOf(other, index("k"))).isNotNull();
    assertThat(facts.unsampled()).containsOnlyKeys(table);
    assertThat(Objects.requireNonNull(facts.unsampled().get(table)).reason())
        .isEqualTo("division by zero");
  }
}
