package dev.plimsoll.contracts.maintenance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/databases/{name}/maintenance`: whether maintenance runs, and what it has done.
///
/// @param running whether cycles come by themselves
/// @param indexesMaintained rebuilt or dropped
/// @param lastMaintenance end of the last action that was done
/// @param lastCycle the last look
/// @param nextCycle null where it does not run
/// @param stoppedBy who paused it; empty where nobody did
/// @param problem why the last cycle failed; empty where it did not
/// @param open actions that wait, run or want approval, the most urgent first
/// @param warnings what no action mends
public record MaintenanceView(
    String database,
    boolean running,
    long cyclesCompleted,
    long indexesMaintained,
    @Nullable Instant lastMaintenance,
    @Nullable Instant lastCycle,
    @Nullable Instant nextCycle,
    String stoppedBy,
    String problem,
    MaintenanceSettings settings,
    List<MaintenanceActionView> open,
    List<MaintenanceWarning> warnings) {
  public MaintenanceView {
    open = List.copyOf(open);
    warnings = List.copyOf(warnings);
  }

  /// @param code of a finding, for example `snapshot-held`
  /// @param priority 1 (now) to 4 (when there is time)
  /// @param advice what ends it, as SQL or in words; empty for none
  public record MaintenanceWarning(
      String code, String subject, int priority, String words, String advice) {}
}
