package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanningRequest;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.index.IndexTrial;
import dev.plimsoll.postgres.index.IndexTrial.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// Trials of definitions before planning: how PostgreSQL understands them, and whether it can build
/// them. Definitions on ordinary columns need none.
final class DefinitionTrials {
  private static final Logger LOG = Logger.getLogger(DefinitionTrials.class);

  // The builder tries again, so that waiting is not worth it.
  private static final Duration LOCK = Duration.ofMillis(200);
  private static final Duration ALL = Duration.ofSeconds(5);

  private DefinitionTrials() {}

  private record Question(QualifiedName table, IndexDefinition definition) {}

  private record Answer(Question question, Verdict verdict) {}

  static DatabaseFacts ask(ParallelSessions sessions, DatabaseFacts facts, PlanningRequest request)
      throws SQLException {
    Map<QualifiedName, Set<IndexDefinition>> wanted =
        new TreeMap<>(IndexPlanner.definitions(facts, request));
    Map<QualifiedName, Set<String>> unordered =
        ColumnFacts.unordered(sessions.first(), wanted.keySet());
    List<Question> questions = new ArrayList<>();
    wanted.forEach(
        (table, definitions) ->
            definitions.stream()
                .filter(one -> isDoubtful(one, unordered.getOrDefault(table, Set.of())))
                .forEach(one -> questions.add(new Question(table, one))));
    long until = System.nanoTime() + ALL.toNanos();
    Map<QualifiedName, Map<IndexDefinition, Verdict>> verdicts = new HashMap<>();
    for (Answer answer :
        sessions.ask(questions, (connection, question) -> ask(connection, question, until))) {
      verdicts
          .computeIfAbsent(answer.question.table, _ -> new HashMap<>())
          .put(answer.question.definition, answer.verdict);
    }
    return facts.withVerdicts(verdicts);
  }

  private static boolean isDoubtful(IndexDefinition definition, Set<String> unordered) {
    return !definition.isPlain()
        || definition.nullsNotDistinct()
        || !definition.tablespace().isEmpty()
        || definition.columns().stream().anyMatch(unordered::contains);
  }

  /// Untried where the table is gone or locked exclusively.
  private static Answer ask(Connection connection, Question question, long until)
      throws SQLException {
    if (System.nanoTime() - until > 0) {
      return new Answer(question, new Verdict.Untried());
    }
    try {
      return new Answer(
          question, IndexTrial.of(connection, question.table, question.definition, LOCK));
    } catch (SQLException e) {
      if (!connection.isValid(1)) {
        throw e;
      }
      LOG.debugf(e, "%s was not asked about %s", question.table, question.definition);
      return new Answer(question, new Verdict.Untried());
    }
  }
}
