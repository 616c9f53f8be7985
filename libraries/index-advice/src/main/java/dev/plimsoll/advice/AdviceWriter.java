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
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.discovery.IndexNames;
import dev.plimsoll.planning.sizing.IndexEstimator;
import dev.plimsoll.planning.sizing.SizeText;
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
        Stream.concat(
                workload.unread().stream(),
                costs.failed().stream().sorted().map(id -> id + ": it could not be explained"))
            .toList(),
        Stream.concat(decided.notes().stream(), notes(basis, after.size(), made).stream()).toList(),
        schema(session, after));
  }

  private List<SchemaAdvice> schema(Connection session, Map<String, Double> after)
      throws SQLException {
    double total = total(after);
    Map<String, Double> shares = new HashMap<>();
    for (PreparedQuery query : workload.queries()) {
      ObservedStatement one = query.statement();
      shares.put(one.id(), one.calls() * after.getOrDefault(one.id(), 0.0) / total);
    }
    boolean trigrams = !CandidateRules.trigrams(session).isEmpty();
    return new SchemaRules(facts, trigrams).of(workload.uses(), shares);
  }

  private Map<Candidate, List<PreparedQuery>> users(Map<String, Set<Candidate>> used) {
    Map<Candidate, List<PreparedQuery>> users = new HashMap<>();
    for (PreparedQuery query : workload.queries()) {
      used.getOrDefault(query.statement().id(), Set.of())
          .forEach(one -> users.computeIfAbsent(one, _ -> new ArrayList<>()).add(query));
    }
    return users;
  }

  private List<String> notes(PlanCosts.Basis basis, int measured, List<Recommendation> made) {
    List<String> notes = new ArrayList<>();
    long bytes = made.stream().mapToLong(Recommendation::bytes).sum();
    if (bytes > modelling.problem().budget().bytes()) {
      notes.add(
          "by samples of the tables the indexes take %s, more than the budget, which statistics said they fit into"
              .formatted(SizeText.bytes(bytes)));
    }
    if (basis == PlanCosts.Basis.ESTIMATED) {
      notes.add(
          "HypoPG is not created here: costs are estimated from statistics, for B-trees on columns"
              + " alone");
    }
    if (workload.queries().stream().anyMatch(query -> !query.types().isEmpty())) {
      notes.add("values of parameters are drawn from the tables' rows, frequent ones more often");
    }
    switch (gain) {
      case MEASURED ->
          notes.add("times are of EXPLAIN (ANALYZE) on a clone, without the way to a client");
      case FORETOLD ->
          notes.add(
              "times after are foretold from costs, which may be wrong by an order: measure them");
      case COST -> notes.add("no times are known: gains are of the planner's costs");
    }
    if (Modelling.isMany(workload)) {
      notes.add("there are many statements: each was looked at with one set of values");
    }
    if (modelling.shortened() > 0) {
      notes.add(
          "of %d statements with little share of the time only the likeliest sets of indexes were looked at"
              .formatted(modelling.shortened()));
    }
    if (!modelling.exact()) {
      notes.add("the exact solver is not to be had here: the greedy choice stands, without a gap");
    }
    int unmeasured = workload.queries().size() - measured;
    if (gain == Gain.MEASURED && unmeasured > 0) {
      notes.add(unmeasured + " statements change rows or have unknown values, and were not run");
    }
    return notes;
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
        one -> wanted.computeIfAbsent(one.table(), _ -> new HashSet<>()).add(one.definition()));
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
    IndexEstimator.IndexEstimate size = IndexEstimator.of(sampled, table, candidate.definition());
    long bytes = size.work().indexBytes();
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
        IndexSql.createConcurrently(
            candidate.table(),
            candidate.definition(),
            names.choose(candidate.table(), candidate.definition())));
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
