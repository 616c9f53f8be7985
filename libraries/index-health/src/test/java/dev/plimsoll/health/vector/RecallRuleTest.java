package dev.plimsoll.health.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.Given;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.facts.VectorIndex;
import dev.plimsoll.health.facts.VectorRecall;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecallRuleTest {
  private static final TableHealth LIVING = Given.table(100_000, 0, Map.of());

  private static VectorIndex graph(Map<String, String> parameters) {
    return Given.ofVectors("hnsw", parameters, 100_000);
  }

  private static @Nullable HealthFinding judge(
      VectorIndex index, TableHealth table, double... recallsByDoubledEffort) {
    SequencedMap<Integer, Double> byEffort = new LinkedHashMap<>();
    int effort = 40;
    for (double recall : recallsByDoubledEffort) {
      byEffort.put(effort, recall);
      effort *= 2;
    }
    return RecallRule.judge(
        index, table, new VectorRecall(20, byEffort, 10, 0), "sh\"op", null, Thresholds.DEFAULT);
  }

  @Test
  void enoughIsNoFinding() {
    assertThat(judge(graph(Map.of()), LIVING, 0.9, 0.95, 0.99)).isNull();
  }

  @Test
  void theLeastEffortThatIsEnoughIsAdvised() {
    HealthFinding finding = Objects.requireNonNull(judge(graph(Map.of()), LIVING, 0.7, 0.91, 0.99));

    assertThat(finding.sql())
        .containsExactly("ALTER DATABASE \"sh\"\"op\" SET hnsw.ef_search = 80");
    assertThat(finding.cost()).isEqualTo("a search looks at 2.0 times as much");
    assertThat(finding.priority()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"'', 128", "200, 400", "900, 1000"})
  void aGraphThatMoreEffortDoesNotHelpIsBuiltWithMoreCandidates(String now, int advised) {
    Map<String, String> parameters = now.isEmpty() ? Map.of() : Map.of("ef_construction", now);

    HealthFinding finding = Objects.requireNonNull(judge(graph(parameters), LIVING, 0.3, 0.5, 0.7));

    assertThat(finding.sql())
        .containsExactly(
            "ALTER INDEX \"public\".\"t_e\" SET (ef_construction = %d)".formatted(advised),
            "REINDEX INDEX CONCURRENTLY \"public\".\"t_e\"");
    assertThat(finding.priority()).isEqualTo(2);
  }

  @Test
  void deadRowsGoFirst() {
    HealthFinding finding =
        Objects.requireNonNull(
            judge(graph(Map.of()), Given.table(100_000, 50_000, Map.of()), 0.7, 0.95, 0.99));

    assertThat(finding.rationale()).contains("33 % of its rows are dead");
    assertThat(finding.sql())
        .containsExactly(
            "REINDEX INDEX CONCURRENTLY \"public\".\"t_e\"", "VACUUM (ANALYZE) \"public\".\"t\"");
  }
}
