package dev.plimsoll.health.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.Given;
import dev.plimsoll.health.facts.VectorRecall;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.planning.sizing.VectorWidth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListsRuleTest {
  private static @Nullable HealthFinding judge(long vectors, int lists, double rowsOfList) {
    return ListsRule.judge(
        Given.ofVectors(VectorLists.METHOD, Map.of(), vectors),
        new VectorRecall(20, new LinkedHashMap<>(), 10, rowsOfList),
        Given.work(new VectorLists(vectors, new VectorWidth(128, 520), lists)),
        Thresholds.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 100, 1000", // even
    "100000, 100, 3999", // just below four times that
    "390000, 100, 3900", // 3.9 times as many lists are advised
    "100000, 100, 0", // not measured
  })
  void listsThatServeAreNoFinding(long vectors, int lists, double rowsOfList) {
    assertThat(judge(vectors, lists, rowsOfList)).isNull();
  }

  @Test
  void nothingIsSaidWhereTheNumberOfListsIsUnknown() {
    assertThat(
            ListsRule.judge(
                Given.ofVectors(VectorLists.METHOD, Map.of(), 100_000),
                new VectorRecall(20, new LinkedHashMap<>(), 10, 50_000),
                null,
                Thresholds.DEFAULT))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({"4100, 4", "10100, 3"})
  void crowdedListsAreMadeAnew(double rowsOfList, int priority) {
    HealthFinding finding = Objects.requireNonNull(judge(100_000, 100, rowsOfList));

    assertThat(finding.code()).isEqualTo(FindingCode.VECTOR_LISTS_OUTGROWN);
    assertThat(finding.priority()).isEqualTo(priority);
    assertThat(finding.rationale()).contains("centers");
    assertThat(finding.cost()).doesNotContain("ivfflat.probes");
    // The number is right already.
    assertThat(finding.sql()).noneMatch(statement -> statement.contains("lists ="));
    assertThat(finding.sql().getLast()).isEqualTo("REINDEX INDEX CONCURRENTLY \"public\".\"t_e\"");
  }

  @Test
  void moreListsForManyMoreVectorsGetTheirMemoryAndSayWhatTheyCost() {
    HealthFinding finding = Objects.requireNonNull(judge(1_000_000, 100, 10_000));

    long megabytes =
        new VectorLists(1_000_000, new VectorWidth(128, 520), 1_000).memoryBytes() >> 20;
    assertThat(finding.sql())
        .containsExactly(
            "SET maintenance_work_mem = '%dMB'".formatted(megabytes),
            "ALTER INDEX \"public\".\"t_e\" SET (lists = 1000)",
            "REINDEX INDEX CONCURRENTLY \"public\".\"t_e\"");
    assertThat(finding.cost()).contains("ivfflat.probes");
    assertThat(finding.priority()).isEqualTo(3);
  }

  @Test
  void ofBothTheStrongerReasonIsSaid() {
    HealthFinding finding = Objects.requireNonNull(judge(500_000, 100, 60_000));

    assertThat(finding.rationale()).contains("12.0 times");
    assertThat(finding.sql()).contains("ALTER INDEX \"public\".\"t_e\" SET (lists = 500)");
  }

  @Test
  void listsAreMadeFewerWithThoseThatAreCrowdedAnyway() {
    HealthFinding finding = Objects.requireNonNull(judge(100_000, 1_000, 500));

    assertThat(finding.sql()).contains("ALTER INDEX \"public\".\"t_e\" SET (lists = 100)");
    assertThat(finding.cost()).doesNotContain("ivfflat.probes");
  }
}
