package dev.plimsoll.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.cost.PlanCosts.Basis;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.evidence.WorkloadFile;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.advice.use.UseReader;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Advice on a small workload like Torc's, by estimated costs and measured on a clone.
final class AdvisorIT {
  private static final QualifiedName JOB = new QualifiedName("torc", "job");
  private static final String TABLES =
      """
      CREATE SCHEMA torc;
      CREATE TABLE torc.requirements (id int PRIMARY KEY, gpus int NOT NULL, runtime_s int NOT NULL);
      CREATE TABLE torc.job (id int PRIMARY KEY, workflow_id int NOT NULL, status int NOT NULL,
        requirements_id int NOT NULL REFERENCES torc.requirements, name text NOT NULL);
      CREATE TABLE torc.job_blocked_by (job_id int NOT NULL REFERENCES torc.job,
        blocked_by_job_id int NOT NULL REFERENCES torc.job, PRIMARY KEY (job_id, blocked_by_job_id));
      CREATE TABLE torc.page (job_id int, number int, body text NOT NULL, PRIMARY KEY (job_id, number));
      INSERT INTO torc.page SELECT i % 20, i / 20, repeat('page ', 20) FROM generate_series(1, 60000) i;
      INSERT INTO torc.requirements SELECT i, i % 4, i * 60 FROM generate_series(1, 20) i;
      INSERT INTO torc.job
        SELECT i, i / 600, CASE WHEN i % 10 = 0 THEN 2 ELSE 5 END, 1 + i % 20, repeat('job ', 20) || i
        FROM generate_series(1, 30000) i;
      INSERT INTO torc.job_blocked_by SELECT i, i - k FROM generate_series(4, 30000) i, generate_series(1, 2) k;
      ANALYZE torc.requirements, torc.job, torc.job_blocked_by, torc.page
      """;
  private static final String WORKLOAD =
      """
      -- name: list_jobs
      -- calls: 50
      SELECT id, status FROM job WHERE workflow_id = $1 AND status = $2;
      -- name: dependents
      -- calls: 100
      SELECT job_id FROM torc.job_blocked_by WHERE blocked_by_job_id = $1;
      -- name: blockers
      -- calls: 100
      SELECT blocked_by_job_id FROM job_blocked_by WHERE job_id = $1;
      -- name: claim
      -- calls: 50
      SELECT j.id FROM job j JOIN requirements r ON r.id = j.requirements_id
      WHERE j.workflow_id = $1 AND j.status = 2 AND r.runtime_s <= $2
      ORDER BY r.gpus DESC, r.runtime_s DESC LIMIT 10;
      -- name: finish
      UPDATE job SET status = 5 WHERE id = $1;
      -- name: broken
      SELECT nothing FROM nowhere
      """;

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("advised");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
    }
  }

  private static Connection open() throws SQLException {
    return database.dataSource("torc").getConnection();
  }

  private static Candidate index(QualifiedName table, String... columns) {
    return new Candidate(table, new IndexDefinition(Kind.INDEX, List.of(columns)));
  }

  private static Advice advise(AdviceRequest request) {
    return new Advisor(AdvisorIT::open).advise(WorkloadFile.parse(WORKLOAD), request);
  }

  @Test
  void aPlanTellsHowAStatementUsesItsTables() throws SQLException {
    ObservedStatement claim =
        WorkloadFile.parse(WORKLOAD).stream()
            .filter(one -> one.id().equals("claim"))
            .findFirst()
            .orElseThrow();
    try (Connection session = open()) {
      PlannedUse use = UseReader.read(session, PreparedQuery.prepare(session, claim, "claim"));

      TableUse job =
          use.tables().stream().filter(one -> one.table().equals(JOB)).findFirst().orElseThrow();
      TableUse requirements =
          use.tables().stream().filter(one -> !one.table().equals(JOB)).findFirst().orElseThrow();
      assertThat(use.limited()).isTrue();
      assertThat(job.equal()).containsExactlyInAnyOrder("workflow_id", "status");
      assertThat(job.joined()).containsExactly("requirements_id");
      assertThat(job.constants())
          .extracting(PlannedUse.ConstantCondition::condition)
          .containsExactly("status = 2");
      assertThat(job.ordersOther()).isTrue();
      assertThat(requirements.ranged()).containsExactly("runtime_s");
      assertThat(requirements.sort())
          .extracting(PlannedUse.SortColumn::column)
          .containsExactly("gpus", "runtime_s");
      assertThat(use.parameters().get(1))
          .isEqualTo(
              new PlannedUse.Parameter(
                  new PlannedUse.Column(JOB, "workflow_id"), PlannedUse.Side.VALUE));
    }
  }

  @Test
  void withoutHypopgCostsAreEstimatedAndSaidToBe() {
    Advice advice = advise(AdviceRequest.byCosts(Budget.UNLIMITED));

    assertThat(advice.basis()).isEqualTo(Basis.ESTIMATED);
    assertThat(advice.total().gain()).isEqualTo(Recommendation.Gain.COST);
    assertThat(advice.total().ratio()).isGreaterThan(2);
    assertThat(advice.unread()).singleElement().asString().startsWith("broken: ");
    assertThat(advice.recommendations())
        .extracting(Recommendation::candidate)
        .extracting(Candidate::table)
        .contains(JOB, new QualifiedName("torc", "job_blocked_by"));
  }

  @Test
  void aMeasuredChoiceIsFasterAndLeavesNothingBehind() throws SQLException {
    Trial trial = new Trial("advice_trial", 1, Duration.ofSeconds(5), Duration.ofSeconds(3));

    Advice advice = advise(AdviceRequest.byCosts(Budget.ofBytes(10 << 20)).measured(trial));

    assertThat(advice.total().gain()).isEqualTo(Recommendation.Gain.MEASURED);
    assertThat(advice.total().ratio()).isGreaterThan(2);
    assertThat(advice.slower()).isEmpty();
    QualifiedName blocked = new QualifiedName("torc", "job_blocked_by");
    assertThat(advice.opinion(index(blocked, "blocked_by_job_id")))
        .matches("proposed, priority \\d|served by .*");
    assertThat(advice.opinion(index(JOB, "name")))
        .isEqualTo("no statement of the workload gains by it");
    for (Recommendation one : advice.recommendations()) {
      assertThat(one.createSql()).startsWith("CREATE INDEX CONCURRENTLY ");
      assertThat(one.bytes()).isPositive();
      assertThat(one.affected()).isNotEmpty();
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FILTER (WHERE nspname = 'advice_trial'),"
                    + " (SELECT count(*) FROM torc.job WHERE status = 2) FROM pg_namespace")) {
      row.next();
      assertThat(row.getInt(1)).isZero();
      assertThat(row.getInt(2)).isEqualTo(3_000);
    }
  }

  @Test
  void indexesAsTheyAreBuiltKeepWithinTheBudget() {
    Trial trial = new Trial("advice_small", 1, Duration.ofSeconds(5), Duration.ZERO);
    AdviceRequest one = AdviceRequest.byCosts(new Budget(10 << 20, 1, Long.MAX_VALUE / 4));

    assertThat(advise(one.measured(trial)).recommendations()).hasSizeLessThanOrEqualTo(1);
    assertThat(advise(AdviceRequest.byCosts(Budget.ofBytes(0))).recommendations()).isEmpty();
  }

  @Test
  void theBudgetIsForTheTablesThatAreAskedFor() {
    // Given room for one index, which two tables could use
    AdviceRequest one = AdviceRequest.byCosts(new Budget(10 << 20, 1, Long.MAX_VALUE / 4));

    for (QualifiedName table : List.of(JOB, new QualifiedName("torc", "job_blocked_by"))) {
      assertThat(advise(one.on(Set.of(table))).recommendations())
          .singleElement()
          .extracting(only -> only.candidate().table())
          .isEqualTo(table);
    }
  }

  @Test
  void nothingIsProposedOnceEverythingIsThere() throws SQLException {
    // Given a copy with the indexes that were advised
    TestDatabase tuned = Stack.get().copyDatabase(database, "advised_tuned");
    try (Connection connection = tuned.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE INDEX ON torc.job (workflow_id, status, id, requirements_id)");
      statement.execute("CREATE INDEX ON torc.job_blocked_by (blocked_by_job_id, job_id)");
      statement.execute("VACUUM ANALYZE");
    }

    Advice advice =
        new Advisor(() -> tuned.dataSource("torc").getConnection())
            .advise(WorkloadFile.parse(WORKLOAD), AdviceRequest.byCosts(Budget.UNLIMITED));

    assertThat(advice.recommendations())
        .extracting(Recommendation::priority)
        .doesNotContainAnyElementsOf(Set.of(1, 2));
  }

  @Test
  void aSubqueryIsGivenTheValuesOfItsSurroundings() {
    // Given the first row behind a place, of each of some jobs: what the key is for
    Advice advice =
        byCosts(
            """
            -- name: pages
            -- calls: 1000
            SELECT j.id, p.number, p.body FROM job j CROSS JOIN LATERAL (
              SELECT number, body FROM page
              WHERE page.job_id = j.id AND number >= $2 ORDER BY number LIMIT 1) p
            WHERE j.id = ANY ($1)
            """);

    assertThat(advice.recommendations()).isEmpty();
  }

  @Test
  void aShortTimeAmongManyWantsAnIndexWithoutHypopgToo() throws SQLException {
    // Given rows that came in order, read by the hour, and all of them but a kind
    TestDatabase times = Stack.get().createDatabase("advised_times");
    try (Connection connection = times.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE reading (id int PRIMARY KEY, at timestamptz NOT NULL, kind int NOT NULL,
            value float8 NOT NULL);
          INSERT INTO reading
            SELECT i, timestamptz '2026-01-01' + i * interval '10 seconds', i % 5, i
            FROM generate_series(1, 200000) i
          """);
      statement.execute("VACUUM ANALYZE reading");
    }
    Advisor advisor = new Advisor(() -> times.dataSource("public").getConnection());

    // When
    Advice advice =
        advisor.advise(
            WorkloadFile.parse(
                """
                -- name: between
                SELECT avg(value) FROM reading WHERE at >= $1 AND at < $2;
                -- name: given
                SELECT avg(value) FROM reading WHERE at BETWEEN '2026-01-02' AND '2026-01-02 01:00';
                -- name: mostly
                SELECT avg(value) FROM reading WHERE kind <> 3
                """),
            AdviceRequest.byCosts(Budget.UNLIMITED));

    // Then
    assertThat(advice.basis()).isEqualTo(Basis.ESTIMATED);
    assertThat(advice.recommendations())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.candidate().definition().columns()).containsExactly("at");
              assertThat(one.affected())
                  .extracting(Recommendation.AffectedStatement::id)
                  .containsExactlyInAnyOrder("between", "given");
            });
  }

  private static Advice byCosts(String workload) {
    return new Advisor(AdvisorIT::open)
        .advise(WorkloadFile.parse(workload), AdviceRequest.byCosts(Budget.UNLIMITED));
  }

  @Test
  void whatTheServerDoesNotPrepareIsMendedOrReadByTheParser() {
    // Given what normalising made of a date, and operands whose types nothing tells
    Advice advice =
        byCosts(
            """
            -- name: mended
            SELECT id FROM job WHERE workflow_id = $1
              AND coalesce(date $2, current_date) <= current_date;
            -- name: unplanned
            SELECT job_id FROM job_blocked_by WHERE blocked_by_job_id = $1 AND $2 + $3 > $4;
            -- name: nonsense
            SELEC 1
            """);

    assertThat(advice.unread()).singleElement().asString().startsWith("nonsense: ");
    assertThat(advice.recommendations())
        .flatExtracting(Recommendation::affected)
        .extracting(Recommendation.AffectedStatement::id)
        .containsExactlyInAnyOrder("mended", "unplanned");
  }

  @Test
  void writesWeighAgainstAnIndexThatHardlyHelps() {
    String workload =
        """
        -- name: find
        -- calls: 10
        SELECT id FROM job WHERE name = $1;
        -- name: add
        -- calls: %d
        INSERT INTO job (id, workflow_id, status, requirements_id, name) VALUES ($1, $2, 1, 1, $3);
        """;

    Advice few = byCosts(workload.formatted(10));
    Advice many = byCosts(workload.formatted(10_000_000));

    assertThat(few.recommendations())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.candidate().definition().columns().getFirst()).isEqualTo("name");
              assertThat(one.writes().share()).isPositive().isLessThan(0.01);
            });
    assertThat(many.recommendations()).isEmpty();
    assertThat(many.opinion(index(JOB, "name")))
        .isEqualTo("writes to its table would cost more than find would gain by it");
  }

  @Test
  void whatNoIndexHelpsIsAdviceOnTheSchema() {
    Advice advice =
        byCosts(
            """
            -- name: claim
            -- calls: 10000
            SELECT j.id FROM job j JOIN requirements r ON r.id = j.requirements_id
            WHERE j.workflow_id = $1 AND j.status = 2
            ORDER BY r.gpus DESC, r.runtime_s DESC LIMIT 10;
            -- name: search
            -- calls: 5
            SELECT id FROM job WHERE name ILIKE '%7 job 12%'
            """);

    assertThat(advice.schema())
        .extracting(SchemaAdvice::statement)
        .containsExactlyInAnyOrder("claim", "search");
    assertThat(advice.schema())
        .filteredOn(one -> one.statement().equals("claim"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo(SchemaAdvice.Kind.SORT_KEYS_ELSEWHERE);
              assertThat(one.tables())
                  .containsExactly(JOB, new QualifiedName("torc", "requirements"));
              assertThat(one.text()).contains("gpus, runtime_s", "status, workflow_id");
            });
    assertThat(advice.schema())
        .filteredOn(one -> one.statement().equals("search"))
        .singleElement()
        .extracting(SchemaAdvice::kind)
        .isEqualTo(SchemaAdvice.Kind.PATTERN);
  }

  @Test
  void theSameWorkloadHasTheSameAnswer() {
    List<String> first =
        byCosts(WORKLOAD).recommendations().stream().map(Recommendation::createSql).toList();

    assertThat(byCosts(WORKLOAD).recommendations().stream().map(Recommendation::createSql).toList())
        .isNotEmpty()
        .isEqualTo(first);
  }
}
