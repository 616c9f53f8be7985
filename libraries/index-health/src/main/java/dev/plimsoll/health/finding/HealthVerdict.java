package dev.plimsoll.health.finding;

/// Answer of a rule: a finding, or one that is withheld with its reason. Where a rule has
/// nothing to say there is no verdict.
public sealed interface HealthVerdict permits HealthFinding, WithheldFinding {
  FindingCode code();
}
