package dev.plimsoll.maintenance.decision;

import dev.plimsoll.maintenance.action.MaintenanceAction;

/// An action with the reason for it. Immutable.
///
/// @param reason what was found, in a sentence or two
/// @param effect what is expected of it
/// @param priority 1 (now) to 4 (when there is time)
/// @param approval AUTO or ASK
/// @param gainBytes disk that it frees, 0 where it frees none or none is known
public record ProposedAction(
    MaintenanceAction action,
    String reason,
    String effect,
    int priority,
    Approval approval,
    ActionNeeds needs,
    long gainBytes) {
  /// Whether nobody has to approve it.
  public boolean isAuto() {
    return approval == Approval.AUTO;
  }
}
