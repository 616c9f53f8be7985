package dev.plimsoll.health.index;

import static dev.plimsoll.health.finding.FindingText.bytes;
import static dev.plimsoll.health.finding.FindingText.count;
import static dev.plimsoll.health.finding.FindingText.span;

import dev.plimsoll.health.facts.ForeignKeyHealth;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.facts.PartitionedIndex;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.HealthSubject;
import dev.plimsoll.health.finding.HealthVerdict;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.IndexAges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Indexes without a read in the asked window, on this server and on all standbys.
public final class UnusedIndexes {
  private static final long LARGE = 1L << 30;
  private static final long NOTABLE = 100L << 20;

  private UnusedIndexes() {}

  /// An index without a read here; there may be very many.
  ///
  /// @param clustered the order of CLUSTER
  /// @param scans before the window, where the last one's time is known
  /// @param bytes of all parts of a partitioned index
  /// @param created null where unknown
  /// @param foreignKey that only this index serves; empty for none
  public record Candidate(
      long oid,
      HealthSubject.OfIndex subject,
      boolean partitioned,
      boolean clustered,
      long scans,
      long bytes,
      @Nullable Instant lastScan,
      @Nullable Instant created,
      String foreignKey,
      long tableWrites) {}

  /// Use on a standby.
  ///
  /// @param used oids of candidates that were read there within the window
  /// @param problem why the standby is unknown, a clause; empty where it is known
  public record StandbyUse(
      String standby, @Nullable ObservedWindow window, Set<Long> used, String problem) {
    public StandbyUse {
      used = Set.copyOf(used);
    }
  }

  /// What is known of use on other servers.
  ///
  /// @param unasked why not all standbys were asked, a sentence; empty where all were
  public record Elsewhere(List<StandbyUse> standbys, String unasked) {
    public Elsewhere {
      standbys = List.copyOf(standbys);
    }
  }

  /// Whether an index may be unused, by this server alone.
  ///
  /// A partition's attached index cannot be dropped without its parent, which is judged by the
  /// sum of its parts. A small table is read whole whatever its indexes are.
  ///
  /// @param siblings all indexes of the table
  /// @param keys foreign keys of the table
  /// @param rows of the table, partitions included
  /// @param writes likewise
  /// @param trees use of partitioned indexes; null where unknown
  public static @Nullable Candidate candidate(
      IndexHealth index,
      List<IndexHealth> siblings,
      List<ForeignKeyHealth> keys,
      long rows,
      long writes,
      @Nullable Map<Long, PartitionedIndex> trees,
      ObservedWindow window,
      HealthOptions options) {
    if (!index.state().whole()
        || index.proves()
        || index.attached()
        || rows < options.thresholds().smallRows()) {
      return null;
    }
    long scans = index.use().scans();
    long bytes = index.bytes();
    @Nullable Instant lastScan = index.use().lastScan();
    @Nullable Instant created = index.use().created();
    if (index.partitioned()) {
      @Nullable PartitionedIndex tree = trees == null ? null : trees.get(index.oid());
      if (tree == null) {
        return null;
      }
      scans = tree.scans();
      bytes = tree.bytes();
      lastScan = tree.lastScan();
      created = tree.created();
    }
    if (scans > 0 && (lastScan == null || !window.isBefore(lastScan))) {
      return null;
    }
    return new Candidate(
        index.oid(),
        index.subject(),
        index.partitioned(),
        index.role().clustered(),
        scans,
        bytes,
        lastScan,
        created,
        foreignKey(index, siblings, keys),
        writes);
  }

  private static String foreignKey(
      IndexHealth index, List<IndexHealth> siblings, List<ForeignKeyHealth> keys) {
    return keys.stream()
        .filter(key -> ForeignKeyCover.covers(index, key.facts().columns()))
        .filter(
            key ->
                siblings.stream()
                    .noneMatch(
                        other ->
                            other != index && ForeignKeyCover.covers(other, key.facts().columns())))
        .map(key -> key.facts().name())
        .findFirst()
        .orElse("");
  }

  /// Another unused index may be dropped as well.
  private static boolean stays(IndexHealth other) {
    return other.proves() || other.attached() || other.use().scans() > 0;
  }

  /// The verdict with the standbys' answers; null where a standby reads it.
  public static @Nullable HealthVerdict judge(
      Candidate candidate, ObservedWindow window, Elsewhere elsewhere, HealthOptions options) {
    List<StandbyUse> standbys = elsewhere.standbys;
    if (standbys.stream().anyMatch(use -> use.used.contains(candidate.oid))) {
      return null;
    }
    if (!window.counting()) {
      return withheld(
          candidate, WithheldReason.WINDOW_TOO_SHORT, "track_counts is off: nothing is counted.");
    }
    // A scan before the window is itself a sign that they were counted since then.
    if (candidate.scans == 0 && !window.isLongEnough()) {
      return withheld(
          candidate,
          WithheldReason.WINDOW_TOO_SHORT,
          "scans are counted for %s, and %s are asked for."
              .formatted(span(window.length()), span(options.window())));
    }
    for (StandbyUse use : standbys) {
      @Nullable String problem = problem(use);
      if (problem != null) {
        return withheld(candidate, WithheldReason.STANDBY_UNKNOWN, problem);
      }
    }
    if (!elsewhere.unasked.isEmpty()) {
      return withheld(candidate, WithheldReason.STANDBY_UNKNOWN, elsewhere.unasked);
    }
    if (candidate.created != null && !window.isBefore(candidate.created)) {
      return withheld(
          candidate,
          WithheldReason.WINDOW_TOO_SHORT,
          "the index is younger than %s.".formatted(span(options.window())));
    }
    boolean old = candidate.created != null || known(candidate.oid, window, options.ages());
    if (!old && options.ages().required()) {
      return withheld(
          candidate,
          WithheldReason.WINDOW_TOO_SHORT,
          "nothing says how old the index is: track_commit_timestamp is off, and it was not seen"
              + " before.");
    }
    if (!candidate.foreignKey.isEmpty()) {
      return withheld(
          candidate,
          WithheldReason.SUPPORTS_FOREIGN_KEY,
          "only this index serves the reverse look-up of a foreign key: without it each delete of a"
              + " referenced row scans the table.");
    }
    return finding(candidate, window, standbys, old);
  }

  private static @Nullable String problem(StandbyUse use) {
    if (!use.problem.isEmpty()) {
      return "the standby %s is unknown: %s.".formatted(use.standby, use.problem);
    }
    return use.window != null && use.window.isLongEnough()
        ? null
        : "the standby %s has counted scans for less than the window.".formatted(use.standby);
  }

  private static boolean known(long index, ObservedWindow window, IndexAges ages) {
    @Nullable Instant since = ages.knownSince().get(index);
    return since != null && window.isBefore(since);
  }

  private static HealthFinding finding(
      Candidate candidate, ObservedWindow window, List<StandbyUse> standbys, boolean old) {
    @Nullable Instant lastScan = candidate.lastScan;
    Duration unread = Duration.between(lastScan == null ? window.since() : lastScan, window.asOf());
    String rationale =
        "%s has not been read for %s%s, takes %s, and was kept up in %s writes%s."
            .formatted(
                candidate.subject.index(),
                span(unread),
                standbys.isEmpty() ? "" : ", nor on any of its standbys",
                bytes(candidate.bytes),
                count(candidate.tableWrites),
                old ? "" : "; how old it is is not known, so it may be younger than that");
    int priority = candidate.bytes >= LARGE ? 2 : candidate.bytes >= NOTABLE ? 3 : 4;
    return HealthFinding.of(
            FindingCode.INDEX_UNUSED,
            candidate.subject,
            old ? priority : Math.min(4, priority + 1),
            rationale)
        .with("index_oid", candidate.oid)
        .with("index_scans", candidate.scans)
        .with("unread_seconds", unread.toSeconds())
        .with("counted_seconds", window.length().toSeconds())
        .with("index_bytes", candidate.bytes)
        .with("table_writes", candidate.tableWrites)
        .with("standbys_asked", standbys.size())
        .with("age_known", old ? 1 : 0)
        .gaining(candidate.bytes)
        .costing(
            Drops.cost(candidate.partitioned)
                + (candidate.clustered ? "; CLUSTER uses its order" : "")
                + "; what runs less often than the window may need it")
        .mendedBy(Drops.statement(candidate.subject.name(), candidate.partitioned));
  }

  private static WithheldFinding withheld(Candidate candidate, WithheldReason reason, String why) {
    return WithheldFinding.of(FindingCode.INDEX_UNUSED, reason, why, candidate.subject);
  }
}
