package dev.plimsoll.advice;

import dev.plimsoll.advice.Advice.NotProposed;
import dev.plimsoll.advice.Recommendation.AffectedStatement;
import dev.plimsoll.advice.Recommendation.Gain;
import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.CandidateRules;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.cost.PlanCosts;
import dev.plimsoll.advice.cost.SteadyCosts;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.trial.Turns;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.discovery.IndexNames;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexSampler;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Writer of the answer, from times or costs before and after.
record AdviceWriter(
    DatabaseFacts facts,
    WorkloadModel workload,
    Modelling modelling,
    Map<QualifiedName, WriteOverhead> writes,
    Gain gain) {
  private static final Duration SAMPLING = Duration.ofSeconds(20);
  private static final double NOTABLE = 0.2;
  private static final int MOST_NOT_PROPOSED = 40;
  private static final String BLOCKS =
      " /* blocks writes to every partition until all are done; a plan builds them one by one, concurrently */";

  Advice advice(Connection session, SteadyCosts costs, Decided decided) throws SQLException {
    Set<Candidate> chosen = decided.chosen();
    Map<String, Double> before = decided.before();
    Map<String, Double> after = decided.after();
    PlanCosts.Basis basis = costs.basis();
    double totalBefore = total(before);
    DatabaseFacts sampled = sampled(session, chosen);
    IndexNames names = new IndexNames();
    names.take(facts.relationNames());
    List<Recommendation> made = new ArrayList<>();
    Map<Candidate, List<PreparedQuery>> users = users(decided.used());
    for (Candidate candidate :
        chosen.stream().sorted(Comparator.comparing(Candidate::brief)).toList()) {
      List<AffectedStatement> affected =
          affected(users.getOrDefault(candidate, List.of()), before, after, totalBefore);
      if (!affected.isEmpty()) {
        made.add(recommendation(candidate, affected, sampled, names, totalBefore));
      }
    }
    made.sort(
        Comparator.comparingInt(Recommendation::priority)
            .thenComparing(Recommendation::savedShare, Comparator.reverseOrder()));
    return new Advice(
        basis,
        made,
        notProposed(chosen, decided.rejected()),
        new Advice.Total(
            totalBefore,
            total(after),
            gain,
            new Advice.Modelled(
                modelling.problem().cost(Set.of()),
                modelling.greedy().cost(),
                modelling.exact() ? modelling.best().cost() : null,
                modelling.best().bound())),
        decided.slower(),
        Stream.of(
                workload.unread().stream(),
                costs.failed().stream().sorted().map(id -> id + ": it could not be explained"),
                decided.failed().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(one -> "%s: its run failed: %s".formatted(one.getKey(), one.getValue())))
            .flatMap(lines -> lines)
            .toList(),
        Stream.concat(
                decided.notes().stream(),
                new AdviceNotes(workload, modelling, gain).of(costs, made).stream())
            .toList(),
        schema(session, after, decided.generic()));
  }

  private List<SchemaAdvice> schema(
      Connection session, Map<String, Double> after, Map<String, Turns> generic)
      throws SQLException {
    double total = total(after);
    Map<String, Double> shares = new HashMap<>();
    for (PreparedQuery query : workload.queries()) {
      ObservedStatement one = query.statement();
      shares.put(one.id(), one.calls() * after.getOrDefault(one.id(), 0.0) / total);
    }
    boolean trigrams = !CandidateRules.trigrams(session).isEmpty();
    return new SchemaRules(facts, trigrams).of(workload.uses(), shares, generic);
  }

  private Map<Candidate, List<PreparedQuery>> users(Map<String, Set<Candidate>> used) {
    Map<Candidate, List<PreparedQuery>> users = new HashMap<>();
    for (PreparedQuery query : workload.queries()) {
      used.getOrDefault(query.statement().id(), Set.of())
          .forEach(one -> users.computeIfAbsent(one, _ -> new ArrayList<>()).add(query));
    }
    return users;
  }

  private double total(Map<String, Double> times) {
    return workload.queries().stream()
        .map(PreparedQuery::statement)
        .mapToDouble(one -> one.calls() * times.getOrDefault(one.id(), 0.0))
        .sum();
  }

  private DatabaseFacts sampled(Connection session, Set<Candidate> chosen) throws SQLException {
    Map<QualifiedName, Set<IndexDefinition>> wanted = new HashMap<>();
    chosen.forEach(
        one ->
            workload
                .tree()
                .leaves(one.table())
                .forEach(
                    leaf ->
                        wanted.computeIfAbsent(leaf, _ -> new HashSet<>()).add(one.definition())));
    session.setAutoCommit(false);
    try {
      return IndexSampler.complete(session, facts, wanted, SAMPLING);
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  private List<AffectedStatement> affected(
      List<PreparedQuery> users,
      Map<String, Double> before,
      Map<String, Double> after,
      double totalBefore) {
    return users.stream()
        .map(PreparedQuery::statement)
        .map(
            one -> {
              double was = before.getOrDefault(one.id(), 0.0);
              return new AffectedStatement(
                  one.id(),
                  one.calls(),
                  one.calls() * was / totalBefore,
                  was,
                  after.getOrDefault(one.id(), was),
                  gain);
            })
        .sorted(Comparator.comparingDouble(AffectedStatement::share).reversed())
        .toList();
  }

  private Recommendation recommendation(
      Candidate candidate,
      List<AffectedStatement> affected,
      DatabaseFacts sampled,
      IndexNames names,
      double totalBefore) {
    double saved =
        affected.stream().mapToDouble(one -> one.calls() * (one.before() - one.after())).sum()
            / totalBefore;
    TableFacts table = sampled.tables().get(candidate.table());
    if (table == null) {
      throw new IllegalStateException("a candidate of an unknown table: " + candidate);
    }
    Prices.Size size = Prices.size(sampled, workload.tree(), candidate);
    long bytes = size.bytes();
    WriteOverhead of = writes.getOrDefault(candidate.table(), WriteOverhead.NONE);
    return new Recommendation(
        candidate,
        Recommendation.priorityOf(saved),
        Rationale.of(candidate, affected, facts),
        affected,
        saved,
        bytes,
        size.range(),
        new WriteOverhead(
            of.inserts(),
            of.updates(),
            of.hotUpdates(),
            of.entries(),
            (double) bytes / Math.max(1, table.rows()),
            modelling.problem().upkeep(candidate) / Math.max(1e-9, modelling.problem().without())),
        creation(table, candidate, names.choose(candidate.table(), candidate.definition())));
  }

  /// PostgreSQL builds no index of a partitioned table concurrently.
  private static String creation(TableFacts table, Candidate candidate, String name) {
    return table.kind() == TableFacts.Kind.PARTITIONED_TABLE
        ? IndexSql.createAround(candidate.table(), candidate.definition(), name) + BLOCKS
        : IndexSql.createConcurrently(candidate.table(), candidate.definition(), name);
  }

  /// What was built and rejected, and what would serve some statement well alone.
  private List<NotProposed> notProposed(Set<Candidate> chosen, Map<Candidate, String> rejected) {
    Map<Candidate, String> reasons = new LinkedHashMap<>(rejected);
    Map<QualifiedName, List<Candidate>> byTable = new HashMap<>();
    chosen.stream()
        .sorted(Comparator.comparing(Candidate::brief))
        .forEach(one -> byTable.computeIfAbsent(one.table(), _ -> new ArrayList<>()).add(one));
    for (ChoiceProblem.Options options : modelling.problem().statements()) {
      for (ChoiceProblem.Configuration some : options.with()) {
        Candidate only = some.indexes().size() == 1 ? some.indexes().iterator().next() : null;
        if (only != null
            && !chosen.contains(only)
            && reasons.size() < MOST_NOT_PROPOSED + rejected.size()
            && some.cost() < (1 - NOTABLE) * options.without()) {
          double saved = options.without() - some.cost();
          reasons.computeIfAbsent(
              only,
              one ->
                  modelling.problem().upkeep(one) > saved
                      ? "writes to its table would cost more than %s would gain by it"
                          .formatted(options.statement())
                      : reason(
                          one, options.statement(), byTable.getOrDefault(one.table(), List.of())));
        }
      }
    }
    chosen.forEach(reasons::remove);
    return reasons.entrySet().stream()
        .map(entry -> new NotProposed(entry.getKey(), entry.getValue()))
        .limit(MOST_NOT_PROPOSED + rejected.size())
        .toList();
  }

  private static String reason(Candidate candidate, String statement, List<Candidate> chosen) {
    for (Candidate other : chosen) {
      if (candidate.isPrefixOf(other)) {
        return "served by %s, which begins with it".formatted(other.brief());
      }
    }
    for (Candidate other : chosen) {
      if (other
          .definition()
          .columns()
          .getFirst()
          .equals(candidate.definition().columns().getFirst())) {
        return "%s would gain by it, and gains as much or more by %s"
            .formatted(statement, other.brief());
      }
    }
    return chosen.isEmpty()
        ? "%s would gain by it, the workload too little to be chosen".formatted(statement)
        : "%s would gain by it; beside the chosen indexes of its table it is not worth its size"
            .formatted(statement);
  }
}
