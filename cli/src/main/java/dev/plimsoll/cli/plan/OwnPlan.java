package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.address.Target;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.discovery.KeyCandidates;
import dev.plimsoll.planning.discovery.KeyCandidates.Candidate;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanRequest;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSampler;
import dev.plimsoll.postgres.catalog.TableSampler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a database and plans for it, in a transaction that could not write if it wanted to.
final class OwnPlan {
  // Nobody waits long for a reader; whatever a lock keeps from us is reported.
  private static final String CAUTION =
      "SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '60s'";

  private static final Duration ALL_SAMPLES = Duration.ofSeconds(10);

  private OwnPlan() {}

  /// @param server version, for people
  /// @param builds by predicted start
  /// @param temporaryBytes of all sorts together: at most so much at once
  /// @param guesses builds that rest on an estimate, with what has to be made sure of
  record Answer(
      String database,
      String server,
      Capacity capacity,
      List<PlannedBuild> builds,
      long makespanMillis,
      long lowerBoundMillis,
      String boundBy,
      long indexBytes,
      long mostIndexBytes,
      long temporaryBytes,
      long walBytes,
      List<String> satisfied,
      List<String> guesses,
      List<String> warnings) {}

  /// @param rules empty to have it look for itself
  static Answer make(Target target, List<KeyRule> rules, Capacity capacity) {
    try (Connection connection = target.open()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(CAUTION);
      }
      Answer answer = make(connection, target.toString(), rules, capacity);
      connection.rollback();
      return answer;
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  private static Answer make(
      Connection connection, String database, List<KeyRule> rules, Capacity capacity)
      throws SQLException {
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);
    List<String> guesses = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<KeyRule> asked = rules;
    if (rules.isEmpty()) {
      List<Candidate> candidates = KeyCandidates.find(facts);
      asked = candidates.stream().map(Candidate::rule).toList();
      candidates.stream()
          .filter(Candidate::guessed)
          .map(guess -> guess.table() + " " + guess.definition() + ": make sure " + guess.verify())
          .forEach(guesses::add);
      KeyCandidates.keyless(facts).stream()
          .map(
              table ->
                  table
                      + " has no primary key, and nothing says which columns would make one:"
                      + " give it by --primary-key '"
                      + table
                      + "=(…)' or ANALYZE it")
          .forEach(warnings::add);
    }
    PlanRequest request = PlanRequest.of(asked, capacity);
    facts = sampled(connection, facts, request);
    Proposal proposal = IndexPlanner.plan(facts, request);
    warnings.addAll(proposal.warnings());
    List<PlannedBuild> builds = proposal.builds().stream().map(Proposal.Build::planned).toList();
    return new Answer(
        database,
        facts.server().version(),
        capacity,
        builds,
        proposal.makespan().toMillis(),
        proposal.lowerBound().toMillis(),
        proposal.boundBy(),
        builds.stream().mapToLong(PlannedBuild::indexBytes).sum(),
        builds.stream().mapToLong(PlannedBuild::mostIndexBytes).sum(),
        builds.stream().mapToLong(PlannedBuild::temporaryBytes).sum(),
        builds.stream().mapToLong(PlannedBuild::walBytes).sum(),
        proposal.satisfied(),
        guesses,
        warnings);
  }

  private static DatabaseFacts sampled(
      Connection connection, DatabaseFacts facts, PlanRequest request) throws SQLException {
    DatabaseFacts better = facts;
    for (Map.Entry<QualifiedName, Set<String>> key :
        IndexPlanner.keyColumns(facts, request).entrySet()) {
      better = TableSampler.complete(connection, better, key.getKey(), key.getValue());
    }
    return IndexSampler.complete(
        connection, better, IndexPlanner.toSize(better, request), ALL_SAMPLES);
  }
}
