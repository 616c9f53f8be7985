package dev.plimsoll.benchmarks.knn;

import static dev.plimsoll.benchmarks.knn.MadeKnnFindings.differing;
import static dev.plimsoll.benchmarks.knn.MadeKnnFindings.partitioned;
import static dev.plimsoll.benchmarks.knn.MadeKnnFindings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.demo.checks.Check;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnnPageTest {
  private static final KnnFindings MADE =
      MadeKnnFindings.of(
          List.of(sized(1_000, 10, Double.NaN, 12), sized(100_000, 100, 90, 55)),
          partitioned(8, 2, 18, 10),
          partitioned(32, 20, 18, 10));

  @Test
  void aDocumentIsReadAsItWasWritten() throws IOException {
    assertThat(Json.MAPPER.readValue(Json.write(MADE), KnnFindings.class)).isEqualTo(MADE);
  }

  @Test
  void everyRowHasTheCellsOfItsHead() {
    int cells = 0;
    for (String line : section(MADE)) {
      int here = line.startsWith("|") ? line.split("\\|", -1).length : 0;
      if (cells > 0 && here > 0) {
        assertThat(here).as(line).isEqualTo(cells);
      }
      cells = here;
    }
  }

  @Test
  void figuresAreBesideOneStatement() {
    assertThat(section(MADE))
        .contains("| 100,000 | query-service, exact | 55.00 | 110 | 165 | 1.82 | 2 |")
        .anyMatch(line -> line.contains("1,000 rows, 20 rounds: PostgreSQL chose **no parallel"))
        .anyMatch(line -> line.contains("100,000 rows, 20 rounds: PostgreSQL chose a parallel"));
  }

  @Test
  void whatWasToBeShownHoldsOrDoesNot() {
    assertThat(section(MADE))
        .contains(
            "- **does not hold**: 1,000 rows: query-service, exact, takes x one statement: 1.20,"
                + " to be <= 1.10",
            "- holds: 100,000 rows: query-service, exact, x one statement: 1.82, to be >= 1.70");
  }

  @Test
  void moreCoresAreSaidToBeModelled() {
    List<String> section = section(MADE);
    int modelled = section.indexOf("## Modelled: more cores");
    // 10 ms are serial, 90 shared.
    String row = "| 100,000 | 10 % | 3.08 | 4.71 | 6.40 | 7.80 |";
    assertThat(section.indexOf(row)).isGreaterThan(modelled);
    assertThat(section.get(modelled + 2)).contains("Nothing here was measured");
  }

  @Test
  void partitioningForSpeedBackfiresWhereItDoes() {
    assertThat(section(MADE))
        .anyMatch(line -> line.startsWith("- 8 partitions: **one index") && line.contains("5.00 x"))
        .anyMatch(line -> line.startsWith("- 32 partitions: one index") && line.contains("0.50 x"));
  }

  @Test
  void withoutPgvectorItSaysHowToGetIt() {
    KnnFindings arrays =
        new KnnFindings("real[]", null, 2, 7, List.of(differing(1_000)), List.of());
    List<String> section = section(arrays);
    assertThat(String.join("\n", section))
        .contains("no pgvector")
        .contains("./plimsoll bench knn --service NAME")
        .contains("left out: query-service, memory: too large")
        .contains("query-service, exact found [1], not [2]")
        .doesNotContain("HNSW index each");
  }

  @Test
  void littleDataProvesAnswersAlone() {
    assertThat(KnnPage.studied(MADE, true).checks()).isEqualTo(KnnChecks.answers(MADE));
    assertThat(KnnPage.studied(MADE, false).checks().stream().map(Check::name))
        .containsAll(KnnChecks.speed(MADE).stream().map(Check::name).toList());
  }

  private static List<String> section(KnnFindings findings) {
    Studied studied = KnnPage.studied(findings, false);
    return studied.section();
  }
}
