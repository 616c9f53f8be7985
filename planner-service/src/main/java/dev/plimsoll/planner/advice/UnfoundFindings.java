package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import dev.plimsoll.contracts.advice.HealthAdvice.Withheld;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planner.advice.FindingStore.Kept;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Findings that are kept and that an analysis has not found: which of them are gone.
///
/// An open one is gone where the analysis has looked for it. A dismissed one stays dismissed, since
/// it may come and go with its figures, until its object is dropped; a session, a standby's query
/// and a prepared transaction are no object that comes back.
final class UnfoundFindings {
  private static final String UNREADABLE = "table-unreadable";
  private static final Set<String> OF_A_MOMENT = Set.of("session", "standby", "prepared");
  private static final Set<String> IN_CATALOG =
      Set.of("table", "index", "columns", "foreign-key", "sequence");
  private static final String WHOLE = "database ";

  // Catalog alone, by its indexes: a look for each finding.
  private static final String DROPPED =
      """
      SELECT o.n FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY
        AS o (schema, name, part, n)
      WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_namespace s
        JOIN pg_catalog.pg_class c ON c.relnamespace = s.oid
        WHERE s.nspname = o.schema AND c.relname = o.name
          AND (o.part = '' OR EXISTS (
            SELECT FROM pg_catalog.pg_constraint k
            WHERE k.conrelid = c.oid AND k.conname = o.part)))
      """;

  private final List<Kept> unfound;
  private final AnalysisRequest request;
  private final List<Withheld> withheld;

  UnfoundFindings(List<Kept> kept, AnalysisRequest request, HealthAdvice health) {
    Set<String> found =
        health.findings().stream().map(FindingStore::identity).collect(Collectors.toSet());
    this.unfound = kept.stream().filter(one -> !found.contains(one.identity())).toList();
    this.request = request;
    this.withheld = health.withheld();
  }

  /// @param target a session on the database
  Set<UUID> gone(Connection target) throws SQLException {
    Set<UUID> gone = new HashSet<>(notFound());
    gone.addAll(dropped(target));
    return gone;
  }

  /// Those that the analysis has looked for in vain.
  Set<UUID> notFound() {
    List<RulePattern> patterns = request.tables().stream().map(RulePattern::new).toList();
    return unfound.stream()
        .filter(
            one ->
                one.state() == State.OPEN
                    || !one.finding().object().isEmpty()
                        && OF_A_MOMENT.contains(one.finding().object().getFirst()))
        .filter(one -> patterns.isEmpty() || matches(one.finding().table(), patterns))
        .filter(one -> withheld.stream().noneMatch(other -> hides(other, one.finding())))
        .map(Kept::id)
        .collect(Collectors.toSet());
  }

  private static boolean matches(@Nullable QualifiedName table, List<RulePattern> patterns) {
    return table != null && patterns.stream().anyMatch(pattern -> pattern.matches(table));
  }

  /// Whether it may be there, and was not looked for: unknown is not gone.
  private static boolean hides(Withheld withheld, Finding finding) {
    boolean ofItsKind = withheld.code().equals(finding.code());
    if (!ofItsKind && !withheld.code().equals(UNREADABLE)) {
      return false;
    }
    return withheld.count() > withheld.subjects().size()
        || withheld.subjects().stream()
            .anyMatch(
                subject ->
                    subject.startsWith(WHOLE)
                        || subject.equals(finding.subject())
                        || subject.equals(String.valueOf(finding.table())));
  }

  private List<UUID> dropped(Connection target) throws SQLException {
    List<Kept> named =
        unfound.stream()
            .filter(one -> !one.finding().object().isEmpty())
            .filter(one -> IN_CATALOG.contains(one.finding().object().getFirst()))
            .toList();
    if (named.isEmpty()) {
      return List.of();
    }
    List<UUID> dropped = new ArrayList<>();
    Sql.of(
            target,
            DROPPED,
            named.stream().map(one -> one.finding().object().get(1)).toArray(String[]::new),
            named.stream().map(one -> one.finding().object().get(2)).toArray(String[]::new),
            named.stream().map(one -> constraint(one.finding().object())).toArray(String[]::new))
        .list(row -> named.get((int) row.getLong("n") - 1).id())
        .forEach(dropped::add);
    return dropped;
  }

  private static String constraint(List<String> object) {
    return object.getFirst().equals("foreign-key") ? object.getLast() : "";
  }
}
