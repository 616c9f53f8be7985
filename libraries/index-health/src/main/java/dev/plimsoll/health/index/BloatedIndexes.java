package dev.plimsoll.health.index;

import static dev.plimsoll.health.finding.FindingText.bytes;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.plan.SizeRange;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.planning.sizing.IndexEstimator;
import dev.plimsoll.planning.sizing.IndexEstimator.IndexEstimate;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Indexes much larger than a fresh build of the same content would be.
public final class BloatedIndexes {
  private static final Set<String> SIZED = Set.of(IndexDefinition.BTREE, "gin");
  private static final long LARGE = 1L << 30;
  private static final double FAR_TOO_LARGE = 4;

  private BloatedIndexes() {}

  /// What an index is expected to take.
  ///
  /// @param definition of it
  /// @param estimate of a fresh build
  /// @param sampled whether the table's rows were looked at
  public record Expected(IndexDefinition definition, IndexEstimate estimate, boolean sampled) {
    long bytes() {
      return estimate.work().indexBytes();
    }

    SizeRange range() {
      return estimate.range();
    }
  }

  public static boolean mayBe(IndexHealth index, Thresholds thresholds) {
    return index.state().whole()
        && !index.partitioned()
        && index.bytes() >= thresholds.leastBytes();
  }

  /// By statistics, or by a sample among the facts; null where the facts do not suffice.
  public static @Nullable Expected expected(DatabaseFacts facts, IndexHealth index) {
    @Nullable TableFacts table = facts.tables().get(index.table());
    @Nullable IndexDefinition definition = ShapeDefinition.of(index.shape());
    if (table == null || definition == null || facts.troubles().containsKey(index.table())) {
      return null;
    }
    return new Expected(
        definition,
        IndexEstimator.of(facts, table, definition),
        facts.sampleOf(index.table(), definition) != null);
  }

  /// Whether a look at the table's rows is worth it.
  public static boolean suspected(IndexHealth index, Expected expected, Thresholds thresholds) {
    return filled(index) > thresholds.bloat() * expected.bytes();
  }

  /// Without the list of recent entries, which comes back with the next writes.
  private static long filled(IndexHealth index) {
    return index.bytes() - index.pendingBytes();
  }

  /// @param expected null where nothing is known
  public static @Nullable HealthVerdict judge(
      IndexHealth index, @Nullable Expected expected, Thresholds thresholds) {
    if (expected == null) {
      return withheld(
          index, "its size cannot be predicted: the table or its statistics were not readable.");
    }
    if (!suspected(index, expected, thresholds)) {
      return null;
    }
    if (!SIZED.contains(index.shape().method())) {
      return withheld(
          index, "there is no close formula for an index of %s.".formatted(index.shape().method()));
    }
    if (filled(index) <= thresholds.bloat() * expected.range().highBytes()) {
      return expected.sampled
          ? null
          : withheld(
              index,
              "it is larger than expected, but statistics leave that open: a sample decides.");
    }
    return finding(index, expected);
  }

  /// The verdict after `pgstatindex` has read the index.
  ///
  /// @param usedBytes of its leaves' content and inner pages, filled as a build does
  public static @Nullable HealthFinding confirmed(
      HealthFinding finding, IndexHealth index, long usedBytes, Thresholds thresholds) {
    return index.bytes() <= thresholds.bloat() * usedBytes
        ? null
        : finding.with("confirmed_bytes", usedBytes).gaining(index.bytes() - usedBytes);
  }

  private static HealthFinding finding(IndexHealth index, Expected expected) {
    double factor = (double) index.bytes() / Math.max(1, expected.bytes());
    long gain = filled(index) - expected.bytes();
    String rationale =
        String.format(
            Locale.ROOT,
            "%s takes %s where a fresh build takes %s (%s): %.1f times as much.",
            index.name(),
            bytes(index.bytes()),
            bytes(expected.bytes()),
            expected.range().basis(),
            factor);
    int priority = gain >= LARGE ? 2 : factor >= FAR_TOO_LARGE ? 3 : 4;
    return HealthFinding.of(FindingCode.INDEX_BLOATED, index.subject(), priority, rationale)
        .with("index_oid", index.oid())
        .with("index_bytes", index.bytes())
        .with("expected_bytes", expected.bytes())
        .with("expected_high_bytes", expected.range().highBytes())
        .with("sampled", expected.sampled ? 1 : 0)
        .gaining(gain)
        .costing(Drops.REBUILD_COST + "; needs %s meanwhile".formatted(bytes(expected.bytes())))
        .mendedBy(Drops.rebuild(index));
  }

  private static WithheldFinding withheld(IndexHealth index, String why) {
    return WithheldFinding.of(
        FindingCode.INDEX_BLOATED, WithheldReason.SIZE_UNCERTAIN, why, index.subject());
  }
}
