package dev.plimsoll.health;

import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.postgres.connection.SqlStates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verdicts in bounded memory: of each kind the most useful findings, and withheld ones counted
/// by their reason.
final class VerdictCollector {
  private static final Comparator<HealthFinding> MOST_USEFUL =
      Comparator.comparingInt(HealthFinding::priority)
          .thenComparing(Comparator.comparingLong(HealthFinding::gainBytes).reversed())
          .thenComparing(HealthFinding::code)
          .thenComparing(finding -> finding.subject().text());
  private static final int MOST_REASONS = 300;

  private final int perCode;
  private final Map<FindingCode, List<HealthFinding>> findings = new EnumMap<>(FindingCode.class);
  private final Map<FindingCode, Long> dropped = new EnumMap<>(FindingCode.class);
  private final Map<List<Object>, WithheldFinding> withheld = new LinkedHashMap<>();

  VerdictCollector(int perCode) {
    this.perCode = perCode;
  }

  void add(@Nullable HealthVerdict verdict) {
    switch (verdict) {
      case null -> {}
      case HealthFinding finding -> {
        List<HealthFinding> some = findings.computeIfAbsent(finding.code(), _ -> new ArrayList<>());
        some.add(finding);
        if (some.size() >= 2 * perCode) {
          trim(finding.code(), some);
        }
      }
      case WithheldFinding some -> {
        List<Object> key = List.of(some.code(), some.reason(), some.why());
        WithheldFinding before = withheld.get(key);
        if (before != null || withheld.size() < MOST_REASONS) {
          withheld.put(key, before == null ? some : before.and(some));
        }
      }
    }
  }

  void addAll(Collection<? extends HealthVerdict> verdicts) {
    verdicts.forEach(this::add);
  }

  /// What a failed query would have told.
  void addFailure(FindingCode code, HealthSubject subject, Exception why) {
    @Nullable String state = SqlStates.state(why);
    WithheldReason reason =
        switch (state) {
          // Insufficient privilege, lock not available, query cancelled.
          case "42501" -> WithheldReason.RIGHT_MISSING;
          case "55P03" -> WithheldReason.LOCKED;
          case "57014" -> WithheldReason.TIME_UP;
          case null, default -> WithheldReason.FAILED;
        };
    String first = SqlStates.firstLine(why);
    String text = first.startsWith("ERROR: ") ? first.substring("ERROR: ".length()) : first;
    add(WithheldFinding.of(code, reason, text + ".", subject));
  }

  private void trim(FindingCode code, List<HealthFinding> some) {
    some.sort(MOST_USEFUL);
    List<HealthFinding> beyond = some.subList(Math.min(perCode, some.size()), some.size());
    dropped.merge(code, (long) beyond.size(), Long::sum);
    beyond.clear();
  }

  List<HealthFinding> findings() {
    findings.forEach(this::trim);
    return findings.values().stream().flatMap(List::stream).sorted(MOST_USEFUL).toList();
  }

  /// To be called after [#findings].
  List<WithheldFinding> withheld() {
    List<WithheldFinding> all = new ArrayList<>(withheld.values());
    dropped.forEach(
        (code, count) -> {
          if (count > 0) {
            all.add(
                new WithheldFinding(
                    code,
                    WithheldReason.TOO_MANY,
                    "the %d most useful findings of this kind are listed.".formatted(perCode),
                    List.of(),
                    count));
          }
        });
    return all;
  }
}
