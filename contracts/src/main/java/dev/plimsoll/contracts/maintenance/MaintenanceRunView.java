package dev.plimsoll.contracts.maintenance;

import java.util.List;

/// Answer of `POST /api/v1/databases/{name}/maintenance/run`.
///
/// @param dryRun whether nothing of it is done
/// @param actions that follow from the look
/// @param warnings what no action mends
public record MaintenanceRunView(
    boolean dryRun,
    List<MaintenanceActionView> actions,
    List<MaintenanceView.MaintenanceWarning> warnings) {
  public MaintenanceRunView {
    actions = List.copyOf(actions);
    warnings = List.copyOf(warnings);
  }
}
