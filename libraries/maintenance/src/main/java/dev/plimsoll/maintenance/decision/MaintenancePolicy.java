package dev.plimsoll.maintenance.decision;

import dev.plimsoll.maintenance.action.ActionKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What is done to a database by itself, what after a question, and what never. Immutable.
///
/// @param approvals of each kind; a kind that is missing is off
/// @param retentions tables whose old partitions are dropped: none by default
/// @param mostSortBytes memory that the build of an index gets at most
public record MaintenancePolicy(
    Map<ActionKind, Approval> approvals, List<PartitionRetention> retentions, long mostSortBytes) {
  private static final long SORT_BYTES = 512L << 20;

  /// Rows are never dropped unasked, nor is anything that another session may have left.
  public static final MaintenancePolicy DEFAULT =
      new MaintenancePolicy(
          Map.of(
              ActionKind.ANALYZE, Approval.AUTO,
              ActionKind.VACUUM, Approval.AUTO,
              ActionKind.FREEZE, Approval.AUTO,
              ActionKind.REINDEX, Approval.AUTO,
              ActionKind.DROP_LEFTOVER, Approval.ASK,
              ActionKind.CREATE_PARTITION, Approval.ASK,
              ActionKind.DROP_PARTITION, Approval.OFF),
          List.of(),
          SORT_BYTES);

  public MaintenancePolicy {
    approvals = Map.copyOf(approvals);
    retentions = List.copyOf(retentions);
  }

  public Approval of(ActionKind kind) {
    return approvals.getOrDefault(kind, Approval.OFF);
  }

  public MaintenancePolicy with(ActionKind kind, Approval approval) {
    Map<ActionKind, Approval> others = new EnumMap<>(ActionKind.class);
    others.putAll(approvals);
    others.put(kind, approval);
    return new MaintenancePolicy(others, retentions, mostSortBytes);
  }

  public MaintenancePolicy keeping(List<PartitionRetention> others) {
    return new MaintenancePolicy(approvals, others, mostSortBytes);
  }
}
