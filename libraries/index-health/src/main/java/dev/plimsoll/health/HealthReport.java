package dev.plimsoll.health;

import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.index.ObservedWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Findings of one check.
///
/// @param findings by priority, then by the bytes to gain
/// @param withheld what may be so but is not known, by kind
/// @param window of counted scans on this server
/// @param asOf the server's clock
/// @param work what the check itself has cost
public record HealthReport(
    List<HealthFinding> findings,
    List<WithheldFinding> withheld,
    ObservedWindow window,
    Instant asOf,
    Work work) {
  public HealthReport {
    findings = List.copyOf(findings);
    withheld = List.copyOf(withheld);
  }

  /// @param statements sent to the server, about
  /// @param tables looked at
  /// @param indexes looked at
  public record Work(int statements, int tables, int indexes, Duration took) {}

  public List<HealthFinding> of(FindingCode code) {
    return findings.stream().filter(finding -> finding.code() == code).toList();
  }

  public List<WithheldFinding> withheldOf(FindingCode code) {
    return withheld.stream().filter(some -> some.code() == code).toList();
  }
}
