package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.benchmarks.harness.BenchReport;
import dev.plimsoll.benchmarks.harness.MarkdownReport;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.page.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The page `docs/reference/scale.md` and its plots are those of the document beside it.
final class ScaleReferenceTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("plimsoll.root")).resolve("docs/reference");

  @Test
  void thePageAndItsPlotsAreMadeOfItsDocument() throws IOException {
    JsonNode document = Json.MAPPER.readTree(Files.readString(FOLDER.resolve("scale.json")));
    BenchReport report = Json.MAPPER.treeToValue(document, BenchReport.class);
    ScaleFindings findings =
        Json.MAPPER.treeToValue(document.at("/measured/details"), ScaleFindings.class);
    GeneratedPage.require(
        FOLDER.resolve("scale.md"), MarkdownReport.of(report, ScalePage.section(findings)));
    for (Map.Entry<String, String> plot : ScalePlots.of(findings).entrySet()) {
      GeneratedPage.require(FOLDER.resolve(plot.getKey()), plot.getValue());
    }
    assertThat(report.measured().checks()).hasSameSizeAs(ScaleChecks.of(findings));
    assertThat(report.machine().software().commit().id()).matches("[0-9a-f]{40}");
  }
}
