package dev.plimsoll.health.finding;

import java.util.List;
import java.util.stream.Stream;

/// Findings of a kind that are withheld for one reason.
///
/// @param why a sentence, without the subjects' names
/// @param subjects the first ones, at most 10
/// @param count of all of them
public record WithheldFinding(
    FindingCode code, WithheldReason reason, String why, List<HealthSubject> subjects, long count)
    implements HealthVerdict {
  private static final int MOST_SUBJECTS = 10;

  public WithheldFinding {
    subjects = subjects.stream().limit(MOST_SUBJECTS).toList();
  }

  public static WithheldFinding of(
      FindingCode code, WithheldReason reason, String why, HealthSubject subject) {
    return new WithheldFinding(code, reason, why, List.of(subject), 1);
  }

  public boolean isLike(WithheldFinding other) {
    return code == other.code && reason == other.reason && why.equals(other.why);
  }

  /// Both together, where they are alike.
  public WithheldFinding and(WithheldFinding other) {
    List<HealthSubject> all =
        subjects.size() >= MOST_SUBJECTS
            ? subjects
            : Stream.concat(subjects.stream(), other.subjects.stream()).toList();
    return new WithheldFinding(code, reason, why, all, count + other.count);
  }
}
