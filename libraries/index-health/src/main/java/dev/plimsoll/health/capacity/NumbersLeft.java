package dev.plimsoll.health.capacity;

import static dev.plimsoll.health.finding.FindingText.count;
import static dev.plimsoll.health.finding.FindingText.percent;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.facts.ColumnHealth.IntegerKey;
import dev.plimsoll.health.facts.SequenceHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sequences and integer keys that come to an end: then every INSERT fails.
public final class NumbersLeft {
  private static final double NEARLY_OVER = 0.95;
  private static final double SOON_OVER = 0.85;
  private static final String NEW_TYPE =
      "rewrites the table and its indexes under ACCESS EXCLUSIVE: for a large table add a bigint"
          + " column, fill it in batches and swap them";

  private NumbersLeft() {}

  public static @Nullable HealthVerdict judge(SequenceHealth sequence, Thresholds thresholds) {
    HealthSubject subject = new HealthSubject.OfSequence(sequence.name());
    if (!sequence.readable()) {
      return WithheldFinding.of(
          FindingCode.SEQUENCE_ENDING,
          WithheldReason.RIGHT_MISSING,
          "the value of a sequence is shown to roles with USAGE or SELECT on it alone.",
          subject);
    }
    @Nullable Long last = sequence.last();
    double share = last == null ? 0 : (double) last / sequence.limit();
    if (last == null || share < thresholds.nearEnd()) {
      return null;
    }
    @Nullable QualifiedName table = sequence.table();
    if (sequence.limitedByType() && table != null) {
      HealthFinding finding = ofType(table, sequence.column(), last, sequence.limit(), "");
      return finding.mendedBy(
          finding.sql().getFirst(),
          "ALTER SEQUENCE %s AS bigint".formatted(Identifiers.quote(sequence.name())));
    }
    return HealthFinding.of(
            FindingCode.SEQUENCE_ENDING,
            subject,
            priority(share),
            "the sequence %s has used %s of its numbers, and ends at %s."
                .formatted(sequence.name(), percent(share), count(sequence.limit())))
        .with("last_value", last)
        .with("limit", sequence.limit())
        .costing("a lock of a moment on the sequence; its column must be a bigint too")
        .mendedBy(
            "ALTER SEQUENCE %s AS bigint MAXVALUE 9223372036854775807"
                .formatted(Identifiers.quote(sequence.name())));
  }

  /// By the highest value at the last ANALYZE.
  public static @Nullable HealthFinding judge(
      QualifiedName table, IntegerKey key, Thresholds thresholds) {
    double share = (double) key.highest() / key.limit();
    return share < thresholds.nearEnd()
        ? null
        : ofType(table, key.column(), key.highest(), key.limit(), " at the last ANALYZE");
  }

  private static HealthFinding ofType(
      QualifiedName table, String column, long highest, long limit, String when) {
    double share = (double) highest / limit;
    return HealthFinding.of(
            FindingCode.INTEGER_KEY_ENDING,
            new HealthSubject.OfColumns(table, List.of(column)),
            priority(share),
            "%s.%s has reached %s%s, %s of what its type holds."
                .formatted(table, column, count(highest), when, percent(share)))
        .with("highest_value", highest)
        .with("limit", limit)
        .costing(NEW_TYPE)
        .mendedBy(
            "ALTER TABLE %s ALTER COLUMN %s TYPE bigint"
                .formatted(Identifiers.quote(table), Identifiers.quote(column)));
  }

  private static int priority(double share) {
    return share >= NEARLY_OVER ? 1 : share >= SOON_OVER ? 2 : 3;
  }
}
