package dev.plimsoll.health.vector;

import static dev.plimsoll.health.finding.FindingText.percent;

import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VectorIndex;
import dev.plimsoll.health.facts.VectorRecall;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.finding.Remedy;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Indexes of vectors whose answers lack many of the nearest rows.
public final class RecallRule {
  private static final double DEAD = 0.1;
  private static final double HALF = 0.5;
  private static final String CANDIDATES = "ef_construction";
  private static final int USUAL_CANDIDATES = 64;
  private static final int MOST_CANDIDATES = 1_000;

  private RecallRule() {}

  /// Of the table's rows.
  ///
  /// @param database to give another setting
  /// @param work what the planner expects of a build; null where unknown
  public static @Nullable HealthFinding judge(
      VectorIndex index,
      TableHealth table,
      VectorRecall measured,
      String database,
      @Nullable BuildWork work,
      Thresholds thresholds) {
    if (measured.recall() >= thresholds.recall()) {
      return null;
    }
    double dead = dead(table);
    String rationale =
        String.format(
            Locale.ROOT,
            "With %s = %d, as the database has it, %s finds %s of the %d nearest rows (%d searches"
                + " for vectors of the table).%s",
            index.setting(),
            measured.effort(),
            index.index().name(),
            percent(measured.recall()),
            VectorRecall.NEIGHBORS,
            measured.queries(),
            dead < DEAD ? "" : " %s of its rows are dead.".formatted(percent(dead)));
    HealthFinding finding =
        HealthFinding.of(
                FindingCode.VECTOR_RECALL_LOW,
                index.index().subject(),
                measured.recall() < HALF ? 2 : 3,
                rationale)
            .with("index_oid", index.index().oid())
            .with("recall", measured.recall())
            .with("effort", measured.effort())
            .with("searches", measured.queries())
            .with("rows_answered", measured.answered())
            .with("dead_share", dead);
    return mended(finding, index, table, measured, database, work, thresholds);
  }

  /// Dead rows first: an answer leaves them out of what it looked at. Then more effort, if that is
  /// enough; only then a better index.
  private static HealthFinding mended(
      HealthFinding finding,
      VectorIndex index,
      TableHealth table,
      VectorRecall measured,
      String database,
      @Nullable BuildWork work,
      Thresholds thresholds) {
    VectorRebuild rebuild = VectorRebuild.of(index.index(), work);
    if (dead(table) >= DEAD) {
      // A vacuum of such an index takes longer than a build: it repairs the graph row by row.
      List<String> statements = new ArrayList<>(rebuild.statements(""));
      statements.add("VACUUM (ANALYZE) " + Identifiers.quote(table.name()));
      return finding.costing(rebuild.cost()).mendedBy(Remedy.of(statements));
    }
    Optional<Map.Entry<Integer, Double>> enough =
        measured.byEffort().entrySet().stream()
            .filter(tried -> tried.getValue() >= thresholds.recall())
            .findFirst();
    if (enough.isPresent()) {
      int effort = enough.get().getKey();
      return finding
          .with("effort_enough", effort)
          .with("recall_with_it", enough.get().getValue())
          .costing(
              "a search looks at %.1f times as much".formatted((double) effort / measured.effort()))
          .mendedBy(
              "ALTER DATABASE %s SET %s = %d"
                  .formatted(Identifiers.quote(database), index.setting(), effort));
    }
    return finding
        .costing(rebuild.cost())
        .mendedBy(Remedy.of(rebuild.statements(better(index, rebuild))));
  }

  /// More candidates of a row make a better graph. Lists are found anew by the rows of today, and
  /// never more of them: with as many probes a search would find less.
  private static String better(VectorIndex index, VectorRebuild rebuild) {
    if (index.hasLists()) {
      return rebuild.lists() == 0 ? "" : "lists = " + rebuild.lists();
    }
    String now = index.index().shape().storage().parameters().getOrDefault(CANDIDATES, "");
    int candidates = now.matches("\\d{1,4}") ? Integer.parseInt(now) : USUAL_CANDIDATES;
    return "%s = %d".formatted(CANDIDATES, Math.min(MOST_CANDIDATES, 2 * candidates));
  }

  private static double dead(TableHealth table) {
    double dead = table.activity().dead();
    return dead / Math.max(1, dead + table.rows());
  }
}
