package dev.plimsoll.health;

import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VectorIndex;
import dev.plimsoll.health.facts.VectorRecall;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.WithheldFinding;
import dev.plimsoll.health.finding.WithheldReason;
import dev.plimsoll.health.index.BloatedIndexes;
import dev.plimsoll.health.index.BloatedIndexes.Expected;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.vector.ListsRule;
import dev.plimsoll.health.vector.RecallRule;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Searches by indexes of vectors beside exact ones, those of tables that have changed most first.
/// Exact searches read whole tables.
final class VectorPass {
  private static final Duration MOST_OF_ONE = Duration.ofSeconds(10);
  private static final int SHARE_OF_TIME = 4;
  private static final int PAGE_BYTES = 8_192;

  private final HealthSession session;
  private final ServerHealth server;
  private final HealthOptions options;
  private final VerdictCollector verdicts;

  VectorPass(
      HealthSession session,
      ServerHealth server,
      HealthOptions options,
      VerdictCollector verdicts) {
    this.session = session;
    this.server = server;
    this.options = options;
    this.verdicts = verdicts;
  }

  /// @param tables of the indexes, by oid
  void look(List<VectorIndex> indexes, Map<Long, TableHealth> tables) throws SQLException {
    int most = options.limits().searchedIndexes();
    if (most == 0) {
      return;
    }
    List<VectorIndex> changedMost =
        indexes.stream()
            .sorted(
                Comparator.comparingDouble(
                        (VectorIndex index) -> -changed(tables.get(index.index().tableOid())))
                    .thenComparing(index -> index.index().oid()))
            .toList();
    int looked = Math.min(most, changedMost.size());
    for (VectorIndex index : changedMost.subList(0, looked)) {
      @Nullable TableHealth table = tables.get(index.index().tableOid());
      if (table == null) {
        continue;
      }
      session.attempt(
          () -> {
            judge(index, table);
            return true;
          },
          why -> {
            for (FindingCode code : codes(index)) {
              verdicts.addFailure(code, index.index().subject(), why);
            }
            return false;
          });
    }
    for (VectorIndex index : changedMost.subList(looked, changedMost.size())) {
      withhold(
          index,
          WithheldReason.TIME_UP,
          "%d indexes of vectors were searched, those of tables that have changed most."
              .formatted(looked));
    }
  }

  private void withhold(VectorIndex index, WithheldReason reason, String why) {
    for (FindingCode code : codes(index)) {
      verdicts.add(WithheldFinding.of(code, reason, why, index.index().subject()));
    }
  }

  private static List<FindingCode> codes(VectorIndex index) {
    return index.hasLists()
        ? List.of(FindingCode.VECTOR_RECALL_LOW, FindingCode.VECTOR_LISTS_OUTGROWN)
        : List.of(FindingCode.VECTOR_RECALL_LOW);
  }

  private static double changed(@Nullable TableHealth table) {
    return table == null
        ? 0
        : (double) (table.activity().dead() + table.activity().writes())
            / Math.max(1, table.rows());
  }

  private void judge(VectorIndex index, TableHealth table) throws SQLException {
    if (!table.readable()) {
      withhold(
          index,
          WithheldReason.RIGHT_MISSING,
          "searches need SELECT on the table, without a row security policy.");
      return;
    }
    Duration share = session.timeLeft().dividedBy(SHARE_OF_TIME);
    Duration most = share.compareTo(MOST_OF_ONE) < 0 ? share : MOST_OF_ONE;
    @Nullable VectorRecall measured =
        VectorRecall.measure(session, index, table.size().bytes() / PAGE_BYTES, most);
    if (measured == null) {
      withhold(
          index,
          WithheldReason.FAILED,
          "its searches go by another index, or a sample of its table has fewer than five vectors.");
      return;
    }
    @Nullable BuildWork work = work(index);
    verdicts.add(
        RecallRule.judge(index, table, measured, server.database(), work, options.thresholds()));
    verdicts.add(ListsRule.judge(index, measured, work, options.thresholds()));
  }

  private @Nullable BuildWork work(VectorIndex index) throws SQLException {
    DatabaseFacts facts = TableFactsReader.read(session, Set.of(index.index().table()));
    @Nullable Expected expected = BloatedIndexes.expected(facts, index.index());
    return expected == null ? null : expected.estimate().work();
  }
}
