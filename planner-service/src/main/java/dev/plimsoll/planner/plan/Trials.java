package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanRequest;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.UnorderedColumns;
import dev.plimsoll.postgres.index.IndexTrial;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// Asks PostgreSQL what it understands by definitions, and whether it can build them at all, before
/// anybody plans with them. Definitions on ordinary columns need no question.
final class Trials {
  private static final Logger LOG = Logger.getLogger(Trials.class);

  // A question is a courtesy: the builder asks again.
  private static final Duration LOCK = Duration.ofMillis(200);
  private static final Duration ALL = Duration.ofSeconds(5);

  private Trials() {}

  static DatabaseFacts ask(Connection connection, DatabaseFacts facts, PlanRequest request)
      throws SQLException {
    Map<QualifiedName, Set<IndexDefinition>> wanted =
        new TreeMap<>(IndexPlanner.definitions(facts, request));
    Map<QualifiedName, Set<String>> unordered = UnorderedColumns.of(connection, wanted.keySet());
    DatabaseFacts known = facts;
    long begun = System.nanoTime();
    for (Map.Entry<QualifiedName, Set<IndexDefinition>> table : wanted.entrySet()) {
      for (IndexDefinition definition : table.getValue()) {
        if (System.nanoTime() - begun > ALL.toNanos()) {
          return known;
        }
        if (isDoubtful(definition, unordered.getOrDefault(table.getKey(), Set.of()))) {
          known =
              known.with(table.getKey(), definition, ask(connection, table.getKey(), definition));
        }
      }
    }
    return known;
  }

  private static boolean isDoubtful(IndexDefinition definition, Set<String> unordered) {
    return !definition.isPlain()
        || definition.nullsNotDistinct()
        || !definition.tablespace().isEmpty()
        || definition.columns().stream().anyMatch(unordered::contains);
  }

  /// Where a table is gone or somebody has it to himself, nobody knows.
  private static IndexTrial.Verdict ask(
      Connection connection, QualifiedName table, IndexDefinition definition) throws SQLException {
    try {
      return IndexTrial.of(connection, table, definition, LOCK);
    } catch (SQLException e) {
      if (!connection.isValid(1)) {
        throw e;
      }
      LOG.debugf(e, "%s was not asked about %s", table, definition);
      return new IndexTrial.Verdict.Untried();
    }
  }
}
