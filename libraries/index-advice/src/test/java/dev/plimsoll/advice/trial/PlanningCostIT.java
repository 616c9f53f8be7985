package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.trial.TrialClone.Built;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
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
  void whatSavesLessThanOtherStatementsTakeLongerToPlanGoes() throws SQLException {
    TrialState state = pruned(OFTEN);

    assertThat(state.built()).isEmpty();
    assertThat(state.rejected()).containsEntry(INDEX, TrialState.COSTS_PLANNING);
  }

  @Test
  void statementsOnOtherTablesDoNotCount() throws SQLException {
    TrialState state = pruned(OFTEN.replace("FROM t", "FROM other"));

    assertThat(state.built()).extracting(Built::candidate).containsExactly(INDEX);
  }

  /// What is left of an index that a statement gains by which is run once, beside another one.
  private static TrialState pruned(String other) throws SQLException {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute("SET plan_cache_mode = force_custom_plan");
      try (TrialClone clone =
          TrialClone.of(
              session, List.of(TABLE, new QualifiedName("public", "other")), "planned", 1)) {
        TrialTimer timer = new TrialTimer(session, Duration.ofSeconds(15), clone.wholes());
        PreparedQuery rare = prepared(session, "rare", "SELECT count(*) FROM t WHERE a = 5", 1);
        PreparedQuery often = prepared(session, "often", other, 500);
        // So slow before that no chance makes it seem slower once the index is gone.
        Map<String, Timed> before =
            Map.of("rare", new Timed(1_000, 0, false, Set.of()), "often", timer.time(often, ""));
        TrialState state =
            new TrialState(
                clone,
                timer,
                List.of(rare, often),
                Budget.UNLIMITED,
                new ChoiceProblem(List.of(), Map.of(), Budget.UNLIMITED),
                before);
        state.keep(List.of(state.build(INDEX)));
        state.refresh();
        new Pruning(state).prune(false);
        return state;
      }
    }
  }

  private static PreparedQuery prepared(Connection session, String name, String text, long calls)
      throws SQLException {
    return PreparedQuery.prepare(session, ObservedStatement.weighted(name, text, calls), name);
  }
}
