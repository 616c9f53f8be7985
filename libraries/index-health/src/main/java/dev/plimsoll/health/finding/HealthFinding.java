package dev.plimsoll.health.finding;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A defect of a database, with what was read and what mends it. Immutable.
///
/// @param priority 1 (now) to 4 (when there is time)
/// @param rationale one sentence or two
/// @param evidence numbers with their unit in the name, for example `index_bytes`
/// @param gainBytes disk that the remedy frees, 0 where it frees none or none is known
/// @param cost of the remedy: locks, time, what is lost
public record HealthFinding(
    FindingCode code,
    HealthSubject subject,
    int priority,
    String rationale,
    Map<String, Double> evidence,
    long gainBytes,
    String cost,
    Remedy remedy)
    implements HealthVerdict {
  public HealthFinding {
    if (priority < 1 || priority > 4) {
      throw new IllegalArgumentException("a priority is 1 to 4, not " + priority);
    }
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }

  public static HealthFinding of(
      FindingCode code, HealthSubject subject, int priority, String rationale) {
    return new HealthFinding(code, subject, priority, rationale, Map.of(), 0, "", Remedy.NONE);
  }

  public HealthFinding with(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(evidence);
    more.put(name, value);
    return new HealthFinding(code, subject, priority, rationale, more, gainBytes, cost, remedy);
  }

  public HealthFinding gaining(long bytes) {
    return new HealthFinding(
        code, subject, priority, rationale, evidence, Math.max(0, bytes), cost, remedy);
  }

  public HealthFinding costing(String words) {
    return new HealthFinding(
        code, subject, priority, rationale, evidence, gainBytes, words, remedy);
  }

  public HealthFinding mendedBy(String... statements) {
    return mendedBy(Remedy.of(Arrays.asList(statements)));
  }

  public HealthFinding mendedBy(Remedy other) {
    return new HealthFinding(code, subject, priority, rationale, evidence, gainBytes, cost, other);
  }

  public List<String> sql() {
    return remedy.sql();
  }
}
