package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import dev.plimsoll.advice.choice.ChoiceProblem.Price;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.trial.MeasuredChoice.Outcome;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An index makes the planning of every statement on its table longer, also of those that do not
/// use it.
final class PlanningCostIT {
  private static final QualifiedName TABLE = new QualifiedName("public", "t");
  private static final Candidate INDEX =
      new Candidate(TABLE, new IndexDefinition(Kind.INDEX, List.of("a")));

  // Weighs the table's indexes six times, and is run by the primary key.
  private static final String OFTEN =
      String.join(
          " UNION ALL ",
          Collections.nCopies(6, "SELECT id FROM t WHERE id = 7 AND a BETWEEN 0 AND 9"));

  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = Stack.get().createDatabase("planning_cost");
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute(
          """
          CREATE TABLE t (id int PRIMARY KEY, a int);
          INSERT INTO t SELECT i, i / 10 FROM generate_series(1, 50000) i;
          CREATE TABLE other AS SELECT * FROM t;
          ALTER TABLE other ADD PRIMARY KEY (id);
          """);
    }
  }

  @Test
  void whatSavesLessThanOtherStatementsTakeLongerToPlanIsNotChosen() throws SQLException {
    Outcome outcome = decide(OFTEN, 500);

    assertThat(outcome.chosen()).isEmpty();
    assertThat(outcome.rejected()).containsEntry(INDEX, TrialState.COSTS_PLANNING);
  }

  @Test
  void statementsOnOtherTablesDoNotCount() throws SQLException {
    Outcome outcome = decide(OFTEN.replace("FROM t", "FROM other"), 500);

    assertThat(outcome.chosen()).extracting(Built::candidate).containsExactly(INDEX);
  }

  /// What is chosen for a statement that is run once, beside another one.
  private static Outcome decide(String other, long calls) throws SQLException {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute("SET plan_cache_mode = force_custom_plan");
      try (TrialClone clone =
          TrialClone.of(
              session, List.of(TABLE, new QualifiedName("public", "other")), "planned", 1)) {
        List<PreparedQuery> queries =
            List.of(
                PreparedQuery.prepare(
                    session,
                    ObservedStatement.weighted("rare", "SELECT count(*) FROM t WHERE a = 5", 1),
                    "rare"),
                PreparedQuery.prepare(
                    session, ObservedStatement.weighted("often", other, calls), "often"));
        MeasuredChoice choice =
            new MeasuredChoice(
                clone, queries, Budget.UNLIMITED, Duration.ofSeconds(15), Duration.ofSeconds(5));
        choice.baseline();
        return choice.decide(
            Set.of(INDEX),
            new ChoiceProblem(
                List.of(
                    new Options("rare", 100, List.of(new Configuration(Set.of(INDEX), 1))),
                    new Options("often", 100, List.of())),
                Map.of(INDEX, new Price(1_000_000, 0)),
                Budget.UNLIMITED));
      }
    }
  }
}
