package dev.plimsoll.contracts.maintenance;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/databases/{name}/maintenance`: what maintenance of a database does. What is absent
/// is as by default.
///
/// @param interval between cycles; 5 minutes by default
/// @param autoOptimize whether indexes are rebuilt and leftovers dropped
/// @param collectStats whether statistics are collected where they are missing or stale
/// @param autoVacuum whether tables are vacuumed where autovacuum lags, and frozen
/// @param approvals of kinds that differ from the default
/// @param retentions tables by time whose old partitions are dropped with their rows
public record MaintenanceSettings(
    @Nullable @Within(Bound.EVERY) Duration interval,
    @Nullable Boolean autoOptimize,
    @Nullable Boolean collectStats,
    @Nullable Boolean autoVacuum,
    @Nullable @Within(Bound.SETTINGS) List<KindApproval> approvals,
    @Nullable @Within(Bound.SETTINGS) List<RetentionRule> retentions) {
  /// The background worker's interval of old: 300 seconds.
  public static final Duration INTERVAL = Duration.ofSeconds(300);

  public static final MaintenanceSettings DEFAULT =
      new MaintenanceSettings(INTERVAL, true, true, true, List.of(), List.of());

  /// @param kind for example `reindex`
  /// @param approval `auto`, `ask` or `off`
  public record KindApproval(
      @Within(Bound.CHOICE) String kind, @Within(Bound.CHOICE) String approval) {}

  /// @param keep from a partition's upper end on; a day or more
  public record RetentionRule(QualifiedName table, @Within(Bound.RETENTION_MS) Duration keep) {}

  /// The same with every value.
  public MaintenanceSettings complete() {
    return new MaintenanceSettings(
        interval == null ? INTERVAL : interval,
        autoOptimize == null || autoOptimize,
        collectStats == null || collectStats,
        autoVacuum == null || autoVacuum,
        approvals == null ? List.of() : List.copyOf(approvals),
        retentions == null ? List.of() : List.copyOf(retentions));
  }
}
