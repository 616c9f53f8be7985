package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.CandidateRules;
import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.use.ArgumentSampler;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.advice.use.UseReader;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Workload as prepared queries, with their uses of tables and the candidates of each.
record WorkloadModel(
    List<PreparedQuery> queries,
    Map<String, PlannedUse> uses,
    Map<String, Set<Candidate>> candidates,
    List<String> unread) {
  private static final int MOST_SHARED = 60;
  private static final Pattern READS =
      Pattern.compile("\\s*(select|with)\\b", Pattern.CASE_INSENSITIVE);

  static WorkloadModel of(
      Connection session,
      DatabaseFacts facts,
      Collection<ObservedStatement> statements,
      int samples,
      long seed)
      throws SQLException {
    Map<QualifiedName, Long> rows = new HashMap<>();
    facts.tables().forEach((name, table) -> rows.put(name, table.rows()));
    List<PreparedQuery> queries = new ArrayList<>();
    Map<String, PlannedUse> uses = new LinkedHashMap<>();
    List<String> unread = new ArrayList<>();
    for (ObservedStatement statement : statements) {
      try {
        PreparedQuery query =
            PreparedQuery.prepare(session, statement, "plimsoll_" + queries.size());
        PlannedUse use = UseReader.read(session, query);
        queries.add(ArgumentSampler.sample(session, query, use, rows, samples, seed));
        uses.put(statement.id(), use);
      } catch (SQLException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        unread.add("%s: %s".formatted(statement.id(), message));
      }
    }
    Rarity rarity = Rarity.read(session, uses.values());
    CandidateRules rules = new CandidateRules(facts, rarity, uses.values());
    Map<String, Set<Candidate>> candidates = new LinkedHashMap<>();
    uses.forEach((id, use) -> candidates.put(id, rules.of(use)));
    shareLonger(candidates);
    return new WorkloadModel(queries, uses, candidates, unread);
  }

  /// Gives each statement the other statements' candidates that begin with one of its own, so that
  /// one index may serve several.
  private static void shareLonger(Map<String, Set<Candidate>> candidates) {
    Set<Candidate> all = new LinkedHashSet<>();
    candidates.values().forEach(all::addAll);
    candidates.replaceAll(
        (_, own) -> {
          Set<Candidate> more = new LinkedHashSet<>(own);
          all.stream()
              .filter(other -> own.stream().anyMatch(one -> one.isPrefixOf(other)))
              .limit(MOST_SHARED)
              .forEach(more::add);
          return more;
        });
  }

  Set<QualifiedName> tables() {
    Set<QualifiedName> tables = new TreeSet<>();
    uses.values().forEach(use -> use.tables().forEach(table -> tables.add(table.table())));
    return tables;
  }

  /// Those that change nothing, and so can be run.
  List<PreparedQuery> reading() {
    return queries.stream()
        .filter(query -> READS.matcher(query.statement().text()).lookingAt())
        .filter(query -> query.arguments().stream().flatMap(List::stream).noneMatch("NULL"::equals))
        .toList();
  }
}
