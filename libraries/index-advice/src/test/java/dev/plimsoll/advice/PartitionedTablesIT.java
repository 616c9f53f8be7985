package dev.plimsoll.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.evidence.WorkloadFile;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Advice on a table that is partitioned by range, and on one by hash with partitions that are
/// partitioned again, which was never analysed as a whole.
final class PartitionedTablesIT {
  private static final QualifiedName SALE = new QualifiedName("public", "sale");
  private static final QualifiedName EVENT = new QualifiedName("public", "event");
  private static final String TABLES =
      """
      CREATE TABLE sale (id bigint NOT NULL, customer int NOT NULL, state int NOT NULL,
        made date NOT NULL, note text NOT NULL, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);
      CREATE TABLE sale_01 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
      CREATE TABLE sale_02 PARTITION OF sale FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
      CREATE TABLE sale_03 PARTITION OF sale FOR VALUES FROM ('2026-03-01') TO ('2026-04-01');
      CREATE TABLE sale_04 PARTITION OF sale FOR VALUES FROM ('2026-04-01') TO ('2026-05-01');
      INSERT INTO sale SELECT i, i % 3000, i % 7, date '2026-01-01' + i % 120, repeat('x', 60)
        FROM generate_series(1, 60000) i;
      CREATE TABLE event (tenant int NOT NULL, kind int NOT NULL, at int NOT NULL,
        body text NOT NULL) PARTITION BY HASH (tenant);
      CREATE TABLE event_0 PARTITION OF event FOR VALUES WITH (MODULUS 2, REMAINDER 0)
        PARTITION BY RANGE (at);
      CREATE TABLE event_0_low PARTITION OF event_0 FOR VALUES FROM (MINVALUE) TO (20000);
      CREATE TABLE event_0_high PARTITION OF event_0 DEFAULT;
      CREATE TABLE event_1 PARTITION OF event FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      INSERT INTO event SELECT i % 50, i % 2000, i, repeat('y', 60) FROM generate_series(1, 40000) i;
      """;
  private static final String WORKLOAD =
      """
      -- name: find
      -- calls: 100
      SELECT note FROM sale WHERE customer = $1;
      -- name: recent
      -- calls: 100
      SELECT count(*) FROM sale WHERE made >= $1 AND customer = $2;
      -- name: kinds
      -- calls: 100
      SELECT body FROM event WHERE kind = $1;
      """;

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("advised_partitions");
    execute(database, TABLES, "VACUUM ANALYZE sale, event_0_low, event_0_high, event_1");
  }

  private static void execute(TestDatabase of, String... sql) throws SQLException {
    try (Connection connection = of.connect();
        Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  private static Advice advise(TestDatabase of, String workload, AdviceRequest request) {
    return new Advisor(of::connect).advise(WorkloadFile.parse(workload), request);
  }

  private static Advice byCosts(TestDatabase of, String workload) {
    return advise(of, workload, AdviceRequest.byCosts(Budget.UNLIMITED));
  }

  private static Map<String, Recommendation> byStatement(Advice advice) {
    Map<String, Recommendation> found = new HashMap<>();
    for (Recommendation one : advice.recommendations()) {
      one.affected().forEach(affected -> found.putIfAbsent(affected.id(), one));
    }
    return found;
  }

  @Test
  void aPartitionedTableGetsOneIndexOfTheSizeThatItsPartsHave() throws SQLException {
    Advice advice = byCosts(database, WORKLOAD);

    assertThat(advice.recommendations())
        .extracting(one -> one.candidate().table())
        .containsOnly(SALE, EVENT);
    Map<String, Recommendation> byStatement = byStatement(advice);
    assertThat(byStatement).containsOnlyKeys("find", "recent", "kinds");
    assertThat(byStatement.get("find").candidate().definition().columns().getFirst())
        .isEqualTo("customer");
    assertThat(byStatement.get("kinds").writes().inserts()).isEqualTo(40_000);
    assertThat(advice.notes())
        .anyMatch(note -> note.startsWith("public.event has no statistics as a whole"))
        .noneMatch(note -> note.contains("public.sale"));

    // when they are built as they are written
    TestDatabase built = Stack.get().copyDatabase(database, "advised_partitions_built");
    for (Recommendation one : advice.recommendations()) {
      execute(built, one.createSql());
      QualifiedName table = one.candidate().table();
      assertThat((double) one.bytes())
          .as("%s", one)
          .isBetween(0.8 * newest(built, table), 1.25 * newest(built, table));
    }

    // then nothing more is wanted of importance
    execute(built, "VACUUM ANALYZE");
    assertThat(byCosts(built, WORKLOAD).recommendations())
        .extracting(Recommendation::priority)
        .isSubsetOf(3, 4);
  }

  /// Bytes of the youngest index with all its parts.
  private static long newest(TestDatabase of, QualifiedName table) throws SQLException {
    try (Connection connection = of.connect()) {
      return Sql.of(
              connection,
              """
              SELECT (SELECT sum(pg_relation_size(p.relid)) FROM pg_partition_tree(i.indexrelid) p)
              FROM pg_index i WHERE i.indrelid = ?::text::regclass ORDER BY i.indexrelid DESC LIMIT 1
              """,
              table.toString())
          .one(row -> row.getLong(1));
    }
  }

  @Test
  void indexesThatAllPartitionsHaveCountAsTheWholes() throws SQLException {
    TestDatabase tuned = Stack.get().copyDatabase(database, "advised_partitions_tuned");
    for (String part : List.of("sale_01", "sale_02", "sale_03", "sale_04")) {
      execute(tuned, "CREATE INDEX ON " + part + " (customer, made) INCLUDE (note)");
    }
    for (String part : List.of("event_0_low", "event_0_high", "event_1")) {
      execute(tuned, "CREATE INDEX ON " + part + " (kind) INCLUDE (body)");
    }
    execute(tuned, "VACUUM ANALYZE");

    assertThat(byCosts(tuned, WORKLOAD).recommendations())
        .extracting(Recommendation::priority)
        .isSubsetOf(3, 4);
  }

  @Test
  void whatReadsOnePartitionCostsWhatThatCosts() {
    ChoiceProblem problem =
        new Advisor(database::connect)
            .modelled(
                WorkloadFile.parse(
                    """
                    -- name: all
                    SELECT note FROM sale WHERE customer = 5;
                    -- name: planned
                    SELECT note FROM sale WHERE made >= '2026-04-01' AND customer = 5;
                    -- name: executed
                    SELECT note FROM sale
                    WHERE made >= to_date('2026-04-01', 'YYYY-MM-DD') AND customer = 5
                    """),
                AdviceRequest.byCosts(Budget.UNLIMITED));

    Map<String, Double> costs = new HashMap<>();
    for (ChoiceProblem.Options one : problem.statements()) {
      costs.put(one.statement(), one.without());
      assertThat(one.with()).as(one.statement()).isNotEmpty();
      assertThat(one.with().getFirst().cost()).isLessThan(0.2 * one.without());
    }
    assertThat(costs.get("planned")).isLessThan(0.4 * costs.get("all"));
    assertThat(costs.get("executed")).isLessThan(0.4 * costs.get("all"));
  }

  @Test
  void aPartitionThatIsNamedGetsItsOwnIndexUnlessTheWholeHasOne() {
    String named =
        """
        -- name: named
        -- calls: 100
        SELECT note FROM sale_02 WHERE customer = $1;
        """;

    assertThat(byCosts(database, named).recommendations())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.candidate().table().name()).isEqualTo("sale_02");
              assertThat(one.createSql()).startsWith("CREATE INDEX CONCURRENTLY ");
            });
    Map<String, Recommendation> both = byStatement(byCosts(database, WORKLOAD + named));
    assertThat(both.get("named").candidate().table()).isEqualTo(SALE);
    assertThat(both.get("find").candidate().table()).isEqualTo(SALE);
  }

  @Test
  void aMeasuredChoiceClonesThePartitions() throws SQLException {
    Trial trial = new Trial("advice_parts", 1, Duration.ofSeconds(5), Duration.ofSeconds(1));

    Advice advice =
        advise(database, WORKLOAD, AdviceRequest.byCosts(Budget.ofBytes(50 << 20)).measured(trial));

    assertThat(advice.total().gain()).isEqualTo(Recommendation.Gain.MEASURED);
    assertThat(byStatement(advice)).containsKeys("find", "recent", "kinds");
    assertThat(advice.recommendations())
        .extracting(one -> one.candidate().table())
        .containsOnly(SALE, EVENT);
    try (Connection connection = database.connect()) {
      long rows =
          Sql.of(
                  connection,
                  """
                  SELECT (SELECT count(*) FROM sale) + (SELECT count(*) FROM event)
                  WHERE to_regnamespace('advice_parts') IS NULL
                  """)
              .one(row -> row.getLong(1));
      assertThat(rows).isEqualTo(100_000);
    }
  }
}
