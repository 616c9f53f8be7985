package dev.plimsoll.maintenance.decision;

/// Whether actions of a kind are done.
public enum Approval {
  /// By themselves.
  AUTO,
  /// When a person has approved the one action.
  ASK,
  /// Never; they are not even proposed.
  OFF
}
