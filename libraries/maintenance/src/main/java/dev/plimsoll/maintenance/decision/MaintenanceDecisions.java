package dev.plimsoll.maintenance.decision;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.HealthReport;
import dev.plimsoll.health.capacity.PartitionsAhead;
import dev.plimsoll.health.facts.TimePartitions;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.FindingText;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.maintenance.action.ActionKind;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.decision.MaintenanceProposals.Warning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Actions that follow from a check of a database. Pure.
public final class MaintenanceDecisions {
  // PostgreSQL's names for the copies of REINDEX CONCURRENTLY.
  private static final Pattern COPY = Pattern.compile(".*_cc(new|old)\\d*");
  private static final String REBUILD = "REINDEX INDEX CONCURRENTLY ";
  private static final Set<FindingCode> FOR_PEOPLE =
      Set.of(
          FindingCode.SNAPSHOT_HELD,
          FindingCode.WRAPAROUND_NEAR,
          FindingCode.VACUUM_LAGGING,
          FindingCode.PARTITION_DEFAULT_FILLED,
          FindingCode.SEQUENCE_ENDING,
          FindingCode.INTEGER_KEY_ENDING);
  private static final int PRIORITY_OF_OLD_ROWS = 4;

  private final MaintenancePolicy policy;
  private final Map<String, ProposedAction> actions = new LinkedHashMap<>();
  private final List<Warning> warnings = new ArrayList<>();

  private MaintenanceDecisions(MaintenancePolicy policy) {
    this.policy = policy;
  }

  /// Facts about partitions that a check's findings do not carry.
  ///
  /// @param byTime tables by time, with their newest partitions
  /// @param old partitions of tables with a retention, the oldest first
  public record Partitions(List<TimePartitions> byTime, List<OldPartition> old) {
    public static final Partitions NONE = new Partitions(List.of(), List.of());

    public Partitions {
      byTime = List.copyOf(byTime);
      old = List.copyOf(old);
    }
  }

  /// @param to upper end, as PostgreSQL writes it
  /// @param ends the same as a time
  /// @param bytes with its indexes
  public record OldPartition(
      QualifiedName table, QualifiedName partition, String to, Instant ends, long bytes) {}

  public static MaintenanceProposals of(
      HealthReport report, Partitions partitions, MaintenancePolicy policy, Instant now) {
    MaintenanceDecisions decisions = new MaintenanceDecisions(policy);
    boolean held =
        report.of(FindingCode.SNAPSHOT_HELD).stream().anyMatch(finding -> holdsRows(finding));
    Map<QualifiedName, TimePartitions> byTime = new HashMap<>();
    partitions.byTime().forEach(table -> byTime.put(table.table(), table));
    for (HealthFinding finding : report.findings()) {
      decisions.decide(finding, held, byTime);
    }
    for (OldPartition old : partitions.old()) {
      decisions.retain(old, now);
    }
    return new MaintenanceProposals(
        decisions.actions.values().stream()
            .filter(proposed -> !decisions.isCovered(proposed))
            .sorted(Comparator.comparingInt(ProposedAction::priority))
            .toList(),
        decisions.warnings);
  }

  private static boolean holdsRows(HealthFinding finding) {
    return finding.evidence().getOrDefault("catalog_only", 0.0) == 0;
  }

  /// A vacuum collects statistics as well.
  private boolean isCovered(ProposedAction proposed) {
    @Nullable ProposedAction vacuum =
        actions.get(ActionKind.VACUUM + " " + proposed.action().table());
    return proposed.action().kind() == ActionKind.ANALYZE && vacuum != null && vacuum.isAuto();
  }

  private void decide(
      HealthFinding finding, boolean held, Map<QualifiedName, TimePartitions> byTime) {
    @Nullable MaintenanceAction action = action(finding, byTime);
    boolean vain =
        held
            && action instanceof MaintenanceAction.Vacuum vacuum
            && (!vacuum.freeze() || finding.priority() > 1);
    if (action == null || vain || policy.of(action.kind()) == Approval.OFF) {
      if (FOR_PEOPLE.contains(finding.code())) {
        warnings.add(warning(finding));
      }
      return;
    }
    if (finding.code() == FindingCode.WRAPAROUND_NEAR) {
      warnings.add(warning(finding));
    }
    propose(action, finding.rationale(), finding.priority(), bytes(finding), finding.gainBytes());
  }

  private static Warning warning(HealthFinding finding) {
    return new Warning(
        finding.code().value(),
        finding.subject().text(),
        finding.priority(),
        finding.rationale(),
        String.join("; ", finding.sql()));
  }

  private static @Nullable MaintenanceAction action(
      HealthFinding finding, Map<QualifiedName, TimePartitions> byTime) {
    @Nullable QualifiedName table = finding.subject().table();
    if (table == null) {
      return null;
    }
    return switch (finding.code()) {
      case STATISTICS_MISSING, STATISTICS_STALE ->
          new MaintenanceAction.Analyze(
              table,
              finding.subject() instanceof HealthSubject.OfColumns some
                  ? some.columns()
                  : List.of());
      case VACUUM_LAGGING -> new MaintenanceAction.Vacuum(table, false);
      case TABLE_BLOATED -> hasDead(finding) ? new MaintenanceAction.Vacuum(table, false) : null;
      case WRAPAROUND_NEAR -> new MaintenanceAction.Vacuum(table, true);
      case INDEX_BLOATED, INDEX_INVALID -> ofIndex(finding, table);
      case PARTITION_ENDING -> next(byTime.get(table));
      case INDEX_UNUSED,
          INDEX_DUPLICATE,
          INDEX_PREFIX_COVERED,
          FOREIGN_KEY_UNINDEXED,
          STATISTICS_TARGET_LOW,
          COLUMNS_CORRELATED,
          SNAPSHOT_HELD,
          SEQUENCE_ENDING,
          INTEGER_KEY_ENDING,
          PARTITION_DEFAULT_FILLED,
          VECTOR_RECALL_LOW,
          VECTOR_LISTS_OUTGROWN,
          TABLE_UNREADABLE ->
          null;
    };
  }

  /// Space that is free already is no reason: a vacuum does not give it back.
  private static boolean hasDead(HealthFinding finding) {
    double dead = finding.evidence().getOrDefault("dead_rows", 0.0);
    double live = finding.evidence().getOrDefault("live_rows", 0.0);
    return dead > live / 10;
  }

  /// What a build of ours has left is the builder's to clear, and what another index serves is for
  /// a person to drop.
  private static @Nullable MaintenanceAction ofIndex(HealthFinding finding, QualifiedName table) {
    if (!(finding.subject() instanceof HealthSubject.OfIndex index)) {
      return null;
    }
    if (finding.code() == FindingCode.INDEX_INVALID && COPY.matcher(index.index()).matches()) {
      return new MaintenanceAction.DropLeftover(table, index.name());
    }
    return finding.sql().stream().anyMatch(sql -> sql.startsWith(REBUILD))
        ? new MaintenanceAction.Rebuild(table, index.name())
        : null;
  }

  private static @Nullable MaintenanceAction next(@Nullable TimePartitions table) {
    // Its rows would have to be read under ACCESS EXCLUSIVE.
    if (table == null || table.rowsInDefault() > 0) {
      return null;
    }
    PartitionsAhead.@Nullable NextPartition next = PartitionsAhead.next(table);
    return next == null
        ? null
        : new MaintenanceAction.CreatePartition(table.table(), next.name(), next.from(), next.to());
  }

  private void retain(OldPartition old, Instant now) {
    for (PartitionRetention retention : policy.retentions()) {
      if (retention.table().equals(old.table())
          && policy.of(ActionKind.DROP_PARTITION) != Approval.OFF
          && !old.ends().plus(retention.keep()).isAfter(now)) {
        propose(
            new MaintenanceAction.DropPartition(old.table(), old.partition(), old.to()),
            "%s ends at %s, and %s keeps %d days."
                .formatted(old.partition(), old.ends(), old.table(), retention.keep().toDays()),
            PRIORITY_OF_OLD_ROWS,
            0,
            old.bytes());
      }
    }
  }

  private static long bytes(HealthFinding finding) {
    Map<String, Double> evidence = finding.evidence();
    double expected = evidence.getOrDefault("expected_high_bytes", 0.0);
    double actual = evidence.getOrDefault("index_bytes", evidence.getOrDefault("table_bytes", 0.0));
    return (long) (expected > 0 ? expected : actual);
  }

  private void propose(
      MaintenanceAction action, String reason, int priority, long bytes, long gain) {
    boolean builds = action.kind() == ActionKind.REINDEX;
    ProposedAction proposed =
        new ProposedAction(
            action,
            reason,
            effect(action, gain),
            priority,
            policy.of(action.kind()),
            builds
                ? ActionNeeds.building(bytes, policy.mostSortBytes())
                : ActionNeeds.reading(bytes),
            gain);
    actions.merge(
        action.kind() + " " + action.subject(),
        proposed,
        (one, other) -> other.priority() < one.priority() || isWhole(other) ? other : one);
  }

  /// An ANALYZE of all columns is one of some as well.
  private static boolean isWhole(ProposedAction proposed) {
    return proposed.action() instanceof MaintenanceAction.Analyze analyze
        && analyze.columns().isEmpty();
  }

  private static String effect(MaintenanceAction action, long gain) {
    String freed = FindingText.bytes(gain);
    return switch (action.kind()) {
      case ANALYZE -> "plans by what the table holds now";
      case VACUUM -> "the space of dead rows is used again; the table does not shrink";
      case FREEZE -> "the age of its oldest transaction id falls";
      case REINDEX ->
          gain > 0 ? freed + " are free again, and reads touch fewer pages" : "it is valid";
      case DROP_LEFTOVER -> "writes maintain one index less, and its disk is free";
      case CREATE_PARTITION -> "rows of that range have a partition";
      case DROP_PARTITION -> freed + " are free; its rows are gone";
    };
  }
}
