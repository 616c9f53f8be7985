package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView.Findings;
import dev.plimsoll.contracts.plan.PlanView.Prediction;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.discovery.KeyCandidates;
import dev.plimsoll.planning.discovery.KeyCandidates.Candidate;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanningRequest;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSampler;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableSampler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plan of an unregistered database, in a read-only transaction.
public final class OwnPlan {
  // A petabyte, far above any plan: no limit.
  static final long UNLIMITED = 1L << 50;

  // A plan must not block others; refused locks are reported.
  private static final String CAUTION =
      "SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '60s'";

  private static final Duration ALL_SAMPLES = Duration.ofSeconds(10);

  private OwnPlan() {}

  /// Load line; null for no limit.
  public record Line(
      int cores,
      long memoryBytes,
      int parallelWorkers,
      @Nullable Long temporaryBytes,
      @Nullable Long diskBytes) {
    static Line of(Capacity capacity) {
      return new Line(
          capacity.cores(),
          capacity.memoryBytes(),
          capacity.parallelWorkers(),
          limit(capacity.temporaryBytes()),
          limit(capacity.diskBytes()));
    }

    private static @Nullable Long limit(long bytes) {
      return bytes == UNLIMITED ? null : bytes;
    }
  }

  /// @param builds by predicted start
  /// @param guesses builds that rest on an estimate, with what to verify
  public record Answer(
      String database,
      String server,
      Line capacity,
      List<PlannedBuild> builds,
      Prediction prediction,
      Findings findings,
      List<String> guesses) {}

  /// @param rules empty to search for missing keys
  /// @param asked window, tables and strategy
  /// @throws PlimsollException TABLE_NOT_FOUND where no table matches, USAGE for invalid patterns
  ///     and strategies, or why it could not be read
  public static Answer make(
      ResolvedAddress target, List<KeyRule> rules, Capacity capacity, PlanRequest asked) {
    try (Connection connection = target.open("plimsoll plan")) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(CAUTION);
      }
      Answer answer = make(connection, target.toString(), rules, capacity, asked);
      connection.rollback();
      return answer;
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  private static Answer make(
      Connection connection,
      String database,
      List<KeyRule> rules,
      Capacity capacity,
      PlanRequest asked)
      throws SQLException {
    SchedulingStrategy strategy = strategy(asked.strategy());
    DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);
    List<KeyRule> wanted = rules;
    if (!asked.tables().isEmpty()) {
      Set<QualifiedName> only = matching(facts, asked.tables());
      // Rules of other tables are not unmatched here.
      wanted =
          rules.stream()
              .filter(rule -> only.stream().anyMatch(new RulePattern(rule.tables())::matches))
              .toList();
      facts = CatalogReader.read(connection, CatalogScope.of(only));
    }
    List<String> guesses = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Map<KeyRule, String> because = new HashMap<>();
    if (rules.isEmpty()) {
      List<Candidate> candidates = KeyCandidates.find(facts);
      wanted = candidates.stream().map(Candidate::rule).toList();
      candidates.forEach(candidate -> because.put(candidate.rule(), candidate.why()));
      candidates.stream()
          .filter(Candidate::guessed)
          .map(guess -> guess.table() + " " + guess.definition() + ": make sure " + guess.verify())
          .forEach(guesses::add);
      for (QualifiedName table : KeyCandidates.keyless(facts)) {
        warnings.add(keyless(table, facts.columnsOf(table)));
      }
    }
    PlanningRequest request =
        new PlanningRequest(
            wanted,
            Map.of(),
            Map.of(),
            Map.of(),
            capacity,
            LaneThresholds.DEFAULT,
            Machine.topicSlots(),
            BuildCosts.DEFAULT,
            strategy,
            because);
    facts = sampled(connection, facts, request);
    Proposal proposal = IndexPlanner.plan(facts, request);
    Findings findings = proposal.findings();
    warnings.addAll(findings.warnings());
    return new Answer(
        database,
        facts.server().version(),
        Line.of(capacity),
        proposal.planned(),
        proposal.prediction(asked.windowMillis(), List.of(), -1),
        new Findings(findings.satisfied(), findings.refused(), warnings),
        guesses);
  }

  /// With an option to copy.
  private static String keyless(QualifiedName table, List<ColumnFacts> columns) {
    String said = table + " has no primary key, and nothing says which columns would make one";
    if (columns.isEmpty()) {
      return said;
    }
    ColumnFacts first =
        columns.stream().filter(ColumnFacts::notNull).findFirst().orElse(columns.getFirst());
    String key = new IndexDefinition(Kind.PRIMARY_KEY, List.of(first.name())).toString();
    return said
        + ": name them, as in --primary-key "
        + Printable.shellWord(RulePattern.of(table) + "=" + key.substring(key.indexOf('(')))
        + ", or ANALYZE it";
  }

  private static SchedulingStrategy strategy(@Nullable String name) {
    return name == null
        ? Strategies.moldable()
        : Strategies.named(name)
            .orElseThrow(
                () ->
                    PlimsollException.usage(
                        "there is no strategy " + name + "; there are " + Strategies.names()));
  }

  /// A partition also matches by the names of its parents.
  private static Set<QualifiedName> matching(DatabaseFacts facts, List<String> texts) {
    List<RulePattern> patterns =
        Usage.checked("", () -> texts.stream().map(RulePattern::new).toList());
    Set<QualifiedName> matching = new HashSet<>();
    for (QualifiedName table : facts.tables().keySet()) {
      QualifiedName name = table;
      while (name != null) {
        QualifiedName asked = name;
        if (patterns.stream().anyMatch(pattern -> pattern.matches(asked))) {
          matching.add(table);
        }
        TableFacts known = facts.tables().get(name);
        name = known == null ? null : known.parent();
      }
    }
    if (matching.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.TABLE_NOT_FOUND, "no table matches " + String.join(", ", texts));
    }
    return matching;
  }

  private static DatabaseFacts sampled(
      Connection connection, DatabaseFacts facts, PlanningRequest request) throws SQLException {
    DatabaseFacts better = facts;
    for (Map.Entry<QualifiedName, Set<String>> key :
        IndexPlanner.keyColumns(facts, request).entrySet()) {
      better = TableSampler.complete(connection, better, key.getKey(), key.getValue());
    }
    return IndexSampler.complete(
        connection, better, IndexPlanner.toSize(better, request), ALL_SAMPLES);
  }
}
