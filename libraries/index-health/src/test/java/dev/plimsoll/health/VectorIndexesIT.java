package dev.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Limits;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Indexes of vectors on a server with pgvector: what is found, and whether its remedy mends it.
@ExtendWith(StackExtension.class)
final class VectorIndexesIT {
  // Each its own lot: a subquery that does not depend on the row would be run once.
  private static final String RANDOM =
      """
      (SELECT array_agg((random() + %s)::real) FROM generate_series(1, 24) WHERE i > 0)::vector
      """;

  private TestDatabase database;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void make(Stack stack) throws SQLException {
    database = stack.createDatabase("health_vectors");
    connection = database.connect();
    statement = connection.createStatement();
    MachineRequirement.of(
        "pgvector",
        Sql.of(connection, "SELECT FROM pg_available_extensions WHERE name = 'vector'").exists(),
        "whose indexes are searched");
    statement.execute(
        """
        CREATE EXTENSION vector;
        CREATE TABLE items (id int PRIMARY KEY, e vector(24)) WITH (autovacuum_enabled = off);
        """);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void fill(int from, int to, double offset) throws SQLException {
    statement.execute(
        "INSERT INTO items SELECT i, %s FROM generate_series(%d, %d) i; ANALYZE items"
            .formatted(RANDOM.formatted(offset), from, to));
  }

  private HealthReport check(Limits limits) {
    return HealthCheck.of(connection, CatalogScope.ALL, HealthOptions.DEFAULT.withLimits(limits));
  }

  private List<HealthFinding> of(FindingCode code) {
    return check(Limits.DEFAULT).of(code);
  }

  private HealthFinding only(FindingCode code) {
    List<HealthFinding> found = of(code);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /// In a session of its own, as an administrator would; its settings end with it.
  private void mend(HealthFinding finding) throws SQLException {
    try (Connection other = database.connect();
        Statement run = other.createStatement()) {
      for (String sql : finding.sql()) {
        run.execute(sql);
      }
    }
    // Settings of a database are those of sessions that begin after it.
    connection.close();
    connection = database.connect();
    statement = connection.createStatement();
  }

  @Test
  void aGoodGraphIsNoFinding() throws SQLException {
    fill(1, 3_000, 0);
    statement.execute("CREATE INDEX items_e ON items USING hnsw (e vector_l2_ops)");

    HealthReport report = check(Limits.DEFAULT);

    assertThat(report.of(FindingCode.VECTOR_RECALL_LOW)).isEmpty();
    assertThat(report.withheld()).noneMatch(one -> one.code() == FindingCode.VECTOR_RECALL_LOW);
  }

  @Test
  void aPoorGraphIsBuiltBetter() throws SQLException {
    fill(1, 6_000, 0);
    statement.execute(
        "CREATE INDEX items_e ON items USING hnsw (e vector_l2_ops)"
            + " WITH (m = 2, ef_construction = 4)");

    HealthFinding finding = only(FindingCode.VECTOR_RECALL_LOW);

    assertThat(finding.rationale()).contains("hnsw.ef_search = 40");
    assertThat(finding.evidence().get("recall")).isLessThan(0.9);
    assertThat(finding.sql())
        .containsExactly(
            "SET maintenance_work_mem = '3MB'",
            "ALTER INDEX \"public\".\"items_e\" SET (ef_construction = 8)",
            "REINDEX INDEX CONCURRENTLY \"public\".\"items_e\"");
    mend(finding);
    assertThat(options()).contains("ef_construction=8");
  }

  @Test
  void moreProbesAreEnough() throws SQLException {
    fill(1, 5_000, 0);
    statement.execute(
        "CREATE INDEX items_e ON items USING ivfflat (e vector_l2_ops) WITH (lists = 5)");

    HealthFinding finding = only(FindingCode.VECTOR_RECALL_LOW);

    assertThat(finding.sql()).hasSize(1);
    assertThat(finding.sql().getFirst()).matches("ALTER DATABASE .* SET ivfflat.probes = [24]");
    mend(finding);
    assertThat(of(FindingCode.VECTOR_RECALL_LOW)).isEmpty();
  }

  @Test
  void deadRowsCrowdOutLivingOnes() throws SQLException {
    fill(1, 8_000, 0);
    statement.execute("CREATE INDEX items_e ON items USING hnsw (e vector_l2_ops)");
    statement.execute("DELETE FROM items WHERE id % 6 <> 0; ANALYZE items");
    statement.execute("SELECT pg_stat_force_next_flush()");

    HealthFinding finding = only(FindingCode.VECTOR_RECALL_LOW);

    assertThat(finding.evidence().get("rows_answered")).isLessThan(9);
    assertThat(finding.rationale()).contains("of its rows are dead");
    assertThat(finding.sql().getLast()).isEqualTo("VACUUM (ANALYZE) \"public\".\"items\"");
    mend(finding);
    assertThat(of(FindingCode.VECTOR_RECALL_LOW)).isEmpty();
  }

  @Test
  void rowsThatLieElsewhereCrowdIntoFewLists() throws SQLException {
    fill(1, 4_000, 0);
    statement.execute(
        "CREATE INDEX items_e ON items USING ivfflat (e vector_l2_ops) WITH (lists = 40)");
    assertThat(of(FindingCode.VECTOR_LISTS_OUTGROWN)).isEmpty();
    fill(4_001, 16_000, 10);

    HealthFinding finding = only(FindingCode.VECTOR_LISTS_OUTGROWN);

    assertThat(finding.rationale()).contains("since its centers were found");
    assertThat(finding.evidence().get("rows_of_list"))
        .isGreaterThan(4 * finding.evidence().get("rows_of_even_list"));
    mend(finding);
    assertThat(of(FindingCode.VECTOR_LISTS_OUTGROWN)).isEmpty();
  }

  @Test
  void expressionsAndPredicatesAndOddNamesAreSearchedToo() throws SQLException {
    fill(1, 4_000, 0);
    statement.execute(
        """
        ALTER TABLE items RENAME COLUMN e TO "E ""1";
        CREATE INDEX "Items'E" ON items
          USING hnsw (("E ""1"::halfvec(24)) halfvec_cosine_ops) WITH (m = 2, ef_construction = 4)
          WHERE id > 1000
        """);

    HealthReport report = check(Limits.DEFAULT);

    assertThat(report.of(FindingCode.VECTOR_RECALL_LOW))
        .extracting(finding -> finding.subject().text())
        .containsExactly("public.items.Items'E");
  }

  @Test
  void whatWasNotSearchedIsWithheld() throws SQLException {
    fill(1, 2_000, 0);
    statement.execute(
        """
        CREATE INDEX items_a ON items USING hnsw (e vector_l2_ops);
        CREATE INDEX items_b ON items USING hnsw (e vector_ip_ops);
        """);

    HealthReport report = check(Limits.DEFAULT.withSearchedIndexes(1));

    assertThat(report.withheld())
        .filteredOn(one -> one.code() == FindingCode.VECTOR_RECALL_LOW)
        .hasSize(1)
        .allSatisfy(one -> assertThat(one.count()).isOne());
    assertThat(check(Limits.DEFAULT.withSearchedIndexes(0)).withheld())
        .noneMatch(one -> one.code() == FindingCode.VECTOR_RECALL_LOW);
  }

  @Test
  void aRoleThatMayNotReadTheTableIsToldSo() throws SQLException {
    fill(1, 2_000, 0);
    statement.execute("CREATE INDEX items_e ON items USING hnsw (e vector_l2_ops)");
    statement.execute("CREATE ROLE onlooker; SET ROLE onlooker");
    try {
      assertThat(check(Limits.DEFAULT).withheld())
          .filteredOn(one -> one.code() == FindingCode.VECTOR_RECALL_LOW)
          .extracting(WithheldFinding::reason)
          .containsExactly(WithheldReason.RIGHT_MISSING);
    } finally {
      statement.execute("RESET ROLE; DROP ROLE onlooker");
    }
  }

  @Test
  void theSessionsSettingsAreAsBefore() throws SQLException {
    fill(1, 2_000, 0);
    statement.execute("CREATE INDEX items_e ON items USING hnsw (e vector_l2_ops)");
    statement.execute("SET hnsw.ef_search = 77");

    check(Limits.DEFAULT);

    assertThat(setting("hnsw.ef_search")).isEqualTo("77");
    assertThat(setting("enable_seqscan")).isEqualTo("on");
  }

  private String setting(String name) throws SQLException {
    return Sql.of(connection, "SELECT current_setting(?) AS value", name)
        .one(row -> row.getString("value"));
  }

  private String options() throws SQLException {
    return Sql.of(
            connection,
            "SELECT reloptions::text AS options FROM pg_class WHERE oid = 'items_e'::regclass")
        .one(row -> row.getString("options"));
  }
}
