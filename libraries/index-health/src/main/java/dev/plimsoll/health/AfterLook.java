package dev.plimsoll.health;

import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.IndexHealth.Definition;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A second look in a later snapshot: at indexes that were INVALID in the first, and at the
/// definitions of those to drop.
final class AfterLook {
  private static final Set<FindingCode> DROPS =
      Set.of(
          FindingCode.INDEX_UNUSED,
          FindingCode.INDEX_DUPLICATE,
          FindingCode.INDEX_PREFIX_COVERED,
          FindingCode.INDEX_INVALID);

  private final HealthSession session;
  private final VerdictCollector verdicts;
  private List<HealthFinding> findings = List.of();

  AfterLook(HealthSession session, VerdictCollector verdicts) {
    this.session = session;
    this.verdicts = verdicts;
  }

  List<HealthFinding> findings() {
    return findings;
  }

  /// @return the number of statements
  int finish(Map<Long, HealthVerdict> invalid) throws SQLException {
    try {
      confirm(invalid);
      findings = verdicts.findings();
      long[] dropped =
          findings.stream().filter(AfterLook::drops).mapToLong(AfterLook::oid).toArray();
      if (dropped.length > 0) {
        Map<Long, String> definitions =
            session.attempt(
                () ->
                    IndexHealth.definitions(session, dropped).stream()
                        .collect(Collectors.toMap(Definition::oid, Definition::statement)),
                _ -> Map.of());
        findings = findings.stream().map(finding -> undone(finding, definitions)).toList();
      }
      return session.statements();
    } finally {
      session.end();
    }
  }

  private void confirm(Map<Long, HealthVerdict> invalid) throws SQLException {
    Set<Long> still = new HashSet<>();
    if (!invalid.isEmpty()) {
      long[] oids = invalid.keySet().stream().mapToLong(Long::longValue).toArray();
      still.addAll(IndexHealth.stillNotWhole(session, oids));
    }
    invalid.forEach(
        (oid, verdict) -> {
          switch (verdict) {
            case HealthFinding finding -> verdicts.add(still.contains(oid) ? finding : null);
            case WithheldFinding withheld -> verdicts.add(withheld);
          }
        });
  }

  private static boolean drops(HealthFinding finding) {
    return DROPS.contains(finding.code())
        && finding.sql().stream().anyMatch(sql -> sql.startsWith("DROP INDEX"));
  }

  private static long oid(HealthFinding finding) {
    return Math.round(finding.evidence().getOrDefault("index_oid", 0.0));
  }

  private static HealthFinding undone(HealthFinding finding, Map<Long, String> definitions) {
    @Nullable String definition = drops(finding) ? definitions.get(oid(finding)) : null;
    return definition == null ? finding : finding.mendedBy(finding.remedy().undoneBy(definition));
  }
}
