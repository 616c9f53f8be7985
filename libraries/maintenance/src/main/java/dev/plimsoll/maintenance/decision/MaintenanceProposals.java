package dev.plimsoll.maintenance.decision;

import java.util.List;

/// What is to be done, and what a person is to know of.
///
/// @param actions the most urgent first, one for each subject and kind
/// @param warnings nothing that an action of ours mends
public record MaintenanceProposals(List<ProposedAction> actions, List<Warning> warnings) {
  public MaintenanceProposals {
    actions = List.copyOf(actions);
    warnings = List.copyOf(warnings);
  }

  /// @param code of the finding, for example `snapshot-held`
  /// @param advice what ends it, as SQL or in words; empty for none
  public record Warning(String code, String subject, int priority, String words, String advice) {}
}
