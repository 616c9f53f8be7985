package dev.plimsoll.health.index;

import static dev.plimsoll.health.finding.FindingText.bytes;
import static dev.plimsoll.health.finding.FindingText.some;

import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Indexes of one table that another one makes needless: equal to it, or with a key that is a
/// prefix of its key. What proves something is kept, and the index that is kept is never dropped
/// by another finding of this rule.
public final class RedundantIndexes {
  private static final long LARGE = 1L << 30;
  private static final long NOTABLE = 100L << 20;
  // A read of the kept index costs this much more, in pages, than one of the dropped: a person is
  // to look at it.
  private static final double MUCH_WIDER = 3;

  // The first is kept: what a constraint or the replica identity needs, what is unique or the order
  // of CLUSTER, what hangs
  // on a partitioned index, the longer key, the more used, the smaller, the older.
  private static final Comparator<IndexHealth> KEPT_FIRST =
      Comparator.comparing((IndexHealth index) -> index.role().constraint().isEmpty())
          .thenComparing(index -> !index.role().referenced())
          .thenComparing(index -> !index.role().replicaIdentity())
          .thenComparing(index -> !index.shape().unique())
          .thenComparing(index -> !index.role().clustered())
          .thenComparing(index -> !index.attached())
          .thenComparing(index -> -index.shape().keys().size())
          .thenComparing(index -> -index.shape().included().size())
          .thenComparing(index -> -index.use().scans())
          .thenComparing(IndexHealth::bytes)
          .thenComparing(IndexHealth::oid);

  private RedundantIndexes() {}

  /// @param findings by the oid of the index to drop
  /// @param kept oids of those that take over their reads, and so are not unused
  public record Redundancy(Map<Long, HealthFinding> findings, Set<Long> kept) {
    public boolean concerns(IndexHealth index) {
      return findings.containsKey(index.oid()) || kept.contains(index.oid());
    }
  }

  /// @param indexes all of one table
  public static Redundancy judge(List<IndexHealth> indexes) {
    Map<Long, HealthFinding> findings = new LinkedHashMap<>();
    Set<Long> kept = new HashSet<>();
    List<IndexHealth> ordered =
        indexes.stream().filter(index -> index.state().whole()).sorted(KEPT_FIRST).toList();
    for (IndexHealth index : ordered) {
      @Nullable IndexHealth by = droppable(index) ? keeper(index, ordered, findings) : null;
      if (by != null) {
        findings.put(index.oid(), finding(index, by));
        kept.add(by.oid());
      }
    }
    return new Redundancy(findings, kept);
  }

  private static boolean droppable(IndexHealth index) {
    return index.role().constraint().isEmpty()
        && !index.shape().uniqueness().exclusion()
        && !index.role().referenced()
        && !index.role().replicaIdentity()
        && !index.attached();
  }

  private static @Nullable IndexHealth keeper(
      IndexHealth index, List<IndexHealth> ordered, Map<Long, HealthFinding> dropped) {
    return ordered.stream()
        .filter(other -> other != index && !dropped.containsKey(other.oid()))
        .filter(other -> replaces(other, index))
        // Of two that replace each other the first is kept.
        .filter(
            other ->
                !(droppable(other) && replaces(index, other))
                    || KEPT_FIRST.compare(other, index) < 0)
        .findFirst()
        .orElse(null);
  }

  /// A partition's own index may be dropped for an attached one; a partitioned index only for
  /// another partitioned one, which all indexes of such a table are.
  private static boolean replaces(IndexHealth other, IndexHealth index) {
    return other.parameters().equals(index.parameters())
        && other.shape().readsFor(index.shape())
        && (!index.shape().unique() || other.shape().serves(index.shape()));
  }

  private static boolean equal(IndexHealth one, IndexHealth other) {
    return one.shape().keys().size() == other.shape().keys().size()
        && one.shape().readsFor(other.shape())
        && other.shape().readsFor(one.shape());
  }

  private static HealthFinding finding(IndexHealth index, IndexHealth kept) {
    boolean duplicate = equal(index, kept);
    double wider = index.bytes() == 0 ? 1 : (double) kept.bytes() / index.bytes();
    boolean muchWider = !duplicate && wider > MUCH_WIDER && kept.bytes() > 10L << 20;
    FindingCode code = duplicate ? FindingCode.INDEX_DUPLICATE : FindingCode.INDEX_PREFIX_COVERED;
    String rationale =
        (duplicate
                    ? "%s is the same index as %s"
                    : "whatever reads %s can read %s, whose key begins with its key")
                .formatted(index.name(), kept.name())
            + "; %s is kept because %s".formatted(kept.name(), reason(index, kept))
            + (muchWider
                ? String.format(
                    Locale.ROOT,
                    ", but it is %.1f times as large, which makes range scans dearer: measure",
                    wider)
                : "")
            + ".";
    int priority = index.bytes() >= LARGE ? 2 : index.bytes() >= NOTABLE || duplicate ? 3 : 4;
    return HealthFinding.of(code, index.subject(), muchWider ? 4 : priority, rationale)
        .with("index_oid", index.oid())
        .with("index_bytes", index.bytes())
        .with("index_scans", index.use().scans())
        .with("kept_index_bytes", kept.bytes())
        .with("kept_index_scans", kept.use().scans())
        .gaining(index.bytes())
        .costing(Drops.cost(index.partitioned()))
        .mendedBy(Drops.statement(index));
  }

  private static String reason(IndexHealth index, IndexHealth kept) {
    if (!kept.role().constraint().isEmpty()) {
      return "the constraint " + kept.role().constraint() + " needs it";
    }
    if (kept.role().referenced()) {
      return "a foreign key needs it";
    }
    if (kept.role().replicaIdentity()) {
      return "it is the replica identity";
    }
    if (kept.shape().unique() && !index.shape().unique()) {
      return "it is unique";
    }
    if (kept.attached()) {
      return "it belongs to the partitioned table's index";
    }
    if (!equal(index, kept)) {
      return "it serves more";
    }
    if (kept.use().scans() != index.use().scans()) {
      return "it was read more: %s against %s"
          .formatted(some(kept.use().scans(), "scan"), some(index.use().scans(), "scan"));
    }
    return kept.bytes() < index.bytes()
        ? "it is smaller: %s against %s".formatted(bytes(kept.bytes()), bytes(index.bytes()))
        : "it is older";
  }
}
