package dev.plimsoll.health.index;

import static dev.plimsoll.health.finding.FindingText.bytes;

import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.IndexWork;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.planning.discovery.IndexNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// INVALID indexes of one table: left behind by a build, a rebuild or a removal that ended
/// early. One that a session is at work on is withheld.
public final class InvalidIndexes {
  private static final Pattern NEW = Pattern.compile(".*_ccnew\\d*");
  private static final Pattern OLD = Pattern.compile(".*_ccold\\d*");

  private InvalidIndexes() {}

  /// Verdicts by the index' oid. A finding holds only if the index is not whole in a later
  /// snapshot either: a build may have ended after the catalog's snapshot and before the look at
  /// builds.
  ///
  /// @param indexes all of one table
  public static Map<Long, HealthVerdict> judge(List<IndexHealth> indexes, IndexWork work) {
    Map<Long, HealthVerdict> verdicts = new LinkedHashMap<>();
    for (IndexHealth index : indexes) {
      if (!index.state().whole()) {
        verdicts.put(index.oid(), judge(index, indexes, work));
      }
    }
    return verdicts;
  }

  private static HealthVerdict judge(IndexHealth index, List<IndexHealth> all, IndexWork work) {
    if (index.partitioned()) {
      return unattached(index);
    }
    if (work.isAtWork(index) || index.state().workedOn()) {
      return withheld(
          index,
          WithheldReason.IN_PROGRESS,
          "a session builds, rebuilds or drops an index of its table now.");
    }
    if (work.hidden()) {
      return withheld(
          index,
          WithheldReason.RIGHT_MISSING,
          "somebody builds an index, and only GRANT pg_read_all_stats shows which.");
    }
    return finding(index, all);
  }

  private static WithheldFinding withheld(IndexHealth index, WithheldReason reason, String why) {
    return WithheldFinding.of(FindingCode.INDEX_INVALID, reason, why, index.subject());
  }

  private static HealthFinding finding(IndexHealth index, List<IndexHealth> all) {
    boolean served =
        all.stream()
            .anyMatch(
                other ->
                    other.state().whole()
                        && other.shape().readsFor(index.shape())
                        && (!index.shape().unique() || other.shape().serves(index.shape())));
    boolean leftover = NEW.matcher(index.name()).matches() || OLD.matcher(index.name()).matches();
    boolean dropped = leftover || served || IndexNames.isUnfinished(index.name());
    String rationale =
        "%s is INVALID and serves no query%s: %s."
            .formatted(
                index.name(),
                index.state().ready() ? ", yet every write maintains it" : "",
                origin(index, served));
    HealthFinding finding =
        HealthFinding.of(
                FindingCode.INDEX_INVALID,
                index.subject(),
                index.state().ready() ? 2 : 3,
                rationale)
            .with("index_oid", index.oid())
            .with("index_bytes", index.bytes())
            .with("index_ready", index.state().ready() ? 1 : 0);
    return dropped
        ? finding
            .gaining(index.bytes())
            .costing(Drops.CONCURRENT_COST)
            .mendedBy(Drops.statement(index))
        : finding
            .costing(
                Drops.REBUILD_COST
                    + (index.shape().unique() ? "; it fails again while there are duplicates" : "")
                    + "; or drop it where nobody misses it")
            .mendedBy(Drops.rebuild(index));
  }

  private static String origin(IndexHealth index, boolean served) {
    String size = bytes(index.bytes());
    if (NEW.matcher(index.name()).matches()) {
      return "a REINDEX CONCURRENTLY that failed has left this new copy of %s".formatted(size);
    }
    if (OLD.matcher(index.name()).matches()) {
      return "a REINDEX CONCURRENTLY has not dropped this old copy of %s".formatted(size);
    }
    if (IndexNames.isUnfinished(index.name())) {
      return "a build of ours that did not end has left it, with %s".formatted(size);
    }
    return served
        ? "a build that failed has left it with %s, and another index does its work".formatted(size)
        : "a build that failed has left it, with %s".formatted(size);
  }

  /// Such an index becomes valid by attaching, so dropping it is not for the rule to say.
  private static HealthFinding unattached(IndexHealth index) {
    return HealthFinding.of(
            FindingCode.INDEX_INVALID,
            index.subject(),
            3,
            "%s is INVALID until every partition has an index that is attached to it."
                .formatted(index.name()))
        .with("index_oid", index.oid())
        .costing("a build for each partition that lacks one, and ALTER INDEX … ATTACH PARTITION");
  }
}
