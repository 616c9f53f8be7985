package dev.plimsoll.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.evidence.WorkloadFile;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Statements as a service of ours runs them: they lock rows, find them by their place, read
/// catalogs, and look at the first of many.
final class OddStatementsIT {
  private static final String TABLES =
      """
      CREATE TABLE parcel (id int PRIMARY KEY, sender int NOT NULL, state int NOT NULL,
        note text NOT NULL);
      INSERT INTO parcel SELECT i, i % 700, i % 3, repeat('x', 50) FROM generate_series(1, 40000) i;
      CREATE TABLE place (id int PRIMARY KEY, far int NOT NULL);
      INSERT INTO place SELECT i, i FROM generate_series(1, 40000) i;
      """;

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("advised_odd");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
      statement.execute("VACUUM ANALYZE");
    }
  }

  private static Advice advise(String workload, AdviceRequest request) {
    return new Advisor(() -> database.connect()).advise(WorkloadFile.parse(workload), request);
  }

  @Test
  void rowsThatAreLockedAreNotServedByAnIndexAlone() {
    Advice advice =
        advise(
            """
            -- name: lock
            SELECT id, sender FROM parcel WHERE sender = $1 ORDER BY id FOR UPDATE;
            -- name: lock-joined
            SELECT p.id, p.state FROM parcel p JOIN place l ON l.id = p.id
            WHERE p.sender = $1 FOR UPDATE OF p SKIP LOCKED;
            -- name: move
            UPDATE parcel SET state = 2 WHERE ctid = ANY (ARRAY(
              SELECT q.ctid FROM parcel q WHERE q.sender = $1 ORDER BY q.id LIMIT 5 FOR UPDATE));
            """,
            AdviceRequest.byCosts(Budget.UNLIMITED));

    assertThat(advice.recommendations())
        .isNotEmpty()
        .extracting(Recommendation::candidate)
        .extracting(Candidate::definition)
        .allSatisfy(
            definition -> {
              assertThat(definition.included()).isEmpty();
              assertThat(definition.columns()).startsWith("sender").doesNotContain("ctid");
            });
    assertThat(advice.notProposed().stream().map(one -> one.candidate().definition()))
        .extracting(IndexDefinition::allColumns)
        .noneMatch(columns -> columns.contains("ctid"));
  }

  @Test
  void catalogsAreReadAndNotCloned() {
    Trial trial = new Trial("advice_odd", 1, Duration.ofSeconds(5), Duration.ofSeconds(1));

    Advice advice =
        advise(
            """
            -- name: of-catalogs
            SELECT d.datname FROM pg_database d JOIN pg_class c ON c.oid::int8 = $1;
            -- name: find
            -- calls: 100
            SELECT note FROM parcel WHERE sender = $1
            """,
            AdviceRequest.byCosts(Budget.UNLIMITED).measured(trial));

    assertThat(advice.total().gain()).isEqualTo(Recommendation.Gain.MEASURED);
    assertThat(advice.recommendations())
        .extracting(one -> one.candidate().table().name())
        .containsExactly("parcel");
  }

  @Test
  void whatFailsOnceItRunsIsSaid() {
    Trial trial = new Trial("advice_odd", 1, Duration.ofSeconds(5), Duration.ofSeconds(1));

    Advice advice =
        advise(
            """
            -- name: fails
            SELECT note, id / (state - state) FROM parcel WHERE sender = $1;
            -- name: find
            SELECT far FROM place WHERE far = $1
            """,
            AdviceRequest.byCosts(Budget.UNLIMITED).measured(trial));

    assertThat(advice.unread()).containsExactly("fails: its run failed: ERROR: division by zero");
    assertThat(advice.recommendations())
        .extracting(one -> one.candidate().table().name())
        .containsExactly("place");
  }

  /// What its first rows cost is all that an index can save.
  @Test
  void aLookAtTheFirstOfManySavesNoMoreThanItReads() {
    Advice advice =
        advise(
            """
            -- name: page
            -- calls: 1000
            SELECT max(d.id) FROM (SELECT p.id, p.state FROM parcel p WHERE p.id > $1
                                   ORDER BY p.id LIMIT 50) d WHERE d.state = 1
            """,
            AdviceRequest.byCosts(Budget.UNLIMITED));

    assertThat(advice.total().ratio()).as("%s", advice.recommendations()).isLessThan(5);
    assertThat(advice.unread()).isEqualTo(List.of());
  }
}
