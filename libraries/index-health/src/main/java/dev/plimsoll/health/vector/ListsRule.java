package dev.plimsoll.health.vector;

import static dev.plimsoll.health.finding.FindingText.count;

import dev.plimsoll.health.facts.VectorIndex;
import dev.plimsoll.health.facts.VectorRecall;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.Remedy;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.VectorLists;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lists of IVFFlat indexes that were made for other rows, or for fewer. Their centers stay as they
/// were at the build: rows that come later and lie elsewhere crowd into a few lists, which searches
/// then read.
public final class ListsRule {
  private static final double FAR_TOO_MANY = 10;

  private ListsRule() {}

  /// @param work what the planner expects of a build; null where unknown
  public static @Nullable HealthFinding judge(
      VectorIndex index, VectorRecall measured, @Nullable BuildWork work, Thresholds thresholds) {
    @Nullable VectorLists lists = work == null ? null : work.lists();
    if (lists == null || measured.rowsOfList() <= 0) {
      return null;
    }
    long vectors = index.vectors() > 0 ? index.vectors() : lists.vectors();
    double even = (double) vectors / lists.lists();
    double crowded = measured.rowsOfList() / Math.max(1, even);
    double outgrown = (double) lists.advised() / lists.lists();
    double factor = Math.max(crowded, outgrown);
    if (factor < thresholds.crowded()) {
      return null;
    }
    VectorRebuild rebuild = VectorRebuild.of(index.index(), work);
    return HealthFinding.of(
            FindingCode.VECTOR_LISTS_OUTGROWN,
            index.index().subject(),
            factor >= FAR_TOO_MANY ? 3 : 4,
            crowded >= outgrown
                ? crowded(index, measured, crowded)
                : outgrown(index, lists, vectors))
        .with("index_oid", index.index().oid())
        .with("lists", lists.lists())
        .with("lists_advised", lists.advised())
        .with("vectors", vectors)
        .with("rows_of_list", measured.rowsOfList())
        .with("rows_of_even_list", even)
        .costing(
            outgrown >= 2
                ? rebuild.cost() + "; with more lists a search needs more ivfflat.probes"
                : rebuild.cost())
        .mendedBy(
            Remedy.of(
                rebuild.statements(
                    outgrown >= 2 || outgrown <= 1 / 2.0 ? "lists = " + lists.advised() : "")));
  }

  private static String crowded(VectorIndex index, VectorRecall measured, double factor) {
    return String.format(
        Locale.ROOT,
        "A search of %s reads lists of %s rows, %.1f times as many as even lists would have: rows"
            + " have changed since its centers were found.",
        index.index().name(),
        count(measured.rowsOfList()),
        factor);
  }

  private static String outgrown(VectorIndex index, VectorLists lists, long vectors) {
    return "%s has %s lists for %s vectors, where about %s are a good start."
        .formatted(
            index.index().name(), count(lists.lists()), count(vectors), count(lists.advised()));
  }
}
