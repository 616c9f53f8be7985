package dev.plimsoll.benchmarks.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.benchmarks.reference.CitedFigures.Row;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.testkit.page.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The figures of `docs/reference/figures.md`, and those few that README repeats, are those of the
/// committed reports, which are of one commit. `-Dplimsoll.docs.write=true` writes them anew.
final class FiguresReferenceTest {
  private static final Path ROOT = Path.of(System.getProperty("plimsoll.root"));
  private static final Path REPORTS = ROOT.resolve("docs/benchmarks");
  private static final String BEGIN = "<!-- figures: made from docs/benchmarks, do not edit -->\n";
  private static final String END = "<!-- end of figures -->\n";

  @Test
  void thePageCitesWhatTheCommittedReportsSay() throws IOException {
    assertCites(ROOT.resolve("docs/reference/figures.md"), section(reports()));
  }

  @Test
  void readmeRepeatsWhatTheCommittedReportsSay() throws IOException {
    assertCites(ROOT.resolve("README.md"), summary(reports()));
  }

  private static void assertCites(Path page, String section) throws IOException {
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(begin).isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(end);
    String expected = text.substring(0, begin) + section + text.substring(end);
    GeneratedPage.require(page, expected);
  }

  @Test
  void committedReportsAreOfOneCleanCommitAndNotQuick() throws IOException {
    Map<String, CommittedReport> reports = reports();
    assertThat(reports.values())
        .allSatisfy(
            report -> {
              assertThat(report.isOfACleanTree()).as(report.name() + " is of a commit").isTrue();
              assertThat(report.isQuick()).as(report.name() + " is quick").isFalse();
            });
    assertThat(reports.values().stream().map(CommittedReport::commit).distinct())
        .as("commits of the reports")
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void whatIsNotMeasuredIsNotCited() throws IOException {
    // given
    CommittedReport other =
        new CommittedReport(
            "pipeline",
            Json.MAPPER.readTree(
                """
                {"measured": {"outcome": {
                   "results": [{"contender": "x", "rates": {"median": 1}}]}}}
                """));
    // then
    assertThatThrownBy(() -> section(Map.of("pipeline", other)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pipeline.json has no pipeline: extract, log, load");
    assertThat(section(Map.of())).contains("| not measured |").doesNotContainPattern("\\d rows/s");
    assertThat(summary(Map.of())).contains("not known").doesNotContainPattern("\\d rows/s");
  }

  @Test
  void aFigureIsTheReportsAndSaysWhatDidNotHold() throws IOException {
    // given
    CommittedReport pipeline =
        new CommittedReport(
            "pipeline",
            Json.MAPPER.readTree(
                """
                {"machine": {"processors": 2, "processor": "a CPU",
                   "software": {"commit": {"id": "abcdef0123456789"}}},
                 "measured": {
                   "outcome": {"results": [
                     {"contender": "pipeline: extract, log, load", "rates": {"median": 123456.0}},
                     {"contender": "COPY pipe, one table at a time", "rates": {"median": 400000.0}},
                     {"contender": "COPY pipes, as many as cores", "rates": {"median": 500000}}]},
                   "checks": [{"name": "share of the ceiling", "holds": false}]}}
                """));
    // then
    assertThat(section(Map.of("pipeline", pipeline)))
        .contains("123,000 rows/s, 0.31 ×")
        .contains("| 25 % |")
        .contains("abcdef0123")
        .contains("[pipeline](../benchmarks/pipeline.md)")
        .contains("Did not hold in `bench pipeline`: share of the ceiling");
    assertThat(summary(Map.of("pipeline", pipeline)))
        .contains("123,000 rows/s, 0.31 ×")
        .contains("One check did not hold");
  }

  private static String section(Map<String, CommittedReport> reports) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(where(reports, "../benchmarks"));
    lines.add("");
    lines.add("| what | figure | how to see it | report |");
    lines.add("|---|---|---|---|");
    for (Row row : CitedFigures.ROWS) {
      lines.add(
          "| %s | %s | `%s` | %s |"
              .formatted(row.what(), figure(row, reports), row.command(), link(row.report())));
    }
    lines.add("");
    reports.values().stream()
        .filter(report -> !report.failed().isEmpty())
        .forEach(
            report ->
                lines.add(
                    "Did not hold in `%s`: %s.\n"
                        .formatted(
                            report.name().equals("demo") ? "demo" : "bench " + report.name(),
                            String.join("; ", report.failed()))));
    return String.join("\n", lines) + "\n";
  }

  /// What README repeats, with the number of checks that did not hold.
  private static String summary(Map<String, CommittedReport> reports) {
    long failed = reports.values().stream().mapToLong(report -> report.failed().size()).sum();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(where(reports, "docs/benchmarks"));
    lines.add("");
    lines.add("| what | figure |");
    lines.add("|---|---|");
    for (Row row : CitedFigures.HEADLINES) {
      lines.add("| %s | %s |".formatted(row.what(), figure(row, reports)));
    }
    lines.add("");
    lines.add(
        "[All figures](docs/reference/figures.md), each with the command that repeats it. %s there."
            .formatted(
                failed == 1
                    ? "One check did not hold; it is named"
                    : "%d checks did not hold; they are named".formatted(failed)));
    return String.join("\n", lines) + "\n\n";
  }

  private static String figure(Row row, Map<String, CommittedReport> reports) {
    CommittedReport report = reports.get(row.report());
    return report == null ? "not measured" : row.figure().apply(report);
  }

  /// The report for people; of the demo there is none.
  private static String link(String report) {
    String ending = report.equals("demo") ? "json" : "md";
    return "[%s](../benchmarks/%s.%s)".formatted(report, report, ending);
  }

  private static String where(Map<String, CommittedReport> reports, String folder) {
    if (reports.isEmpty()) {
      return "No [report](%s) is committed of this state: its figures are not known."
          .formatted(folder);
    }
    CommittedReport first = reports.values().iterator().next();
    Set<String> machines =
        reports.values().stream()
            .map(
                report ->
                    "%d cores of %s"
                        .formatted(
                            report.machine().path("processors").asInt(),
                            report.machine().path("processor").asText("a processor")))
            .collect(Collectors.toSet());
    return "Commit %s on %s, with everything (Kafka, PostgreSQL, S3 and the services) on the same machine; every run is in the [reports](%s)."
        .formatted(
            first.commit().substring(0, Math.min(10, first.commit().length())),
            String.join(" and ", machines),
            folder);
  }

  private static Map<String, CommittedReport> reports() throws IOException {
    Map<String, CommittedReport> reports = new TreeMap<>();
    try (Stream<Path> files = Files.list(REPORTS)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".json")).toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        reports.put(name, new CommittedReport(name, Json.MAPPER.readTree(Files.readString(file))));
      }
    }
    return reports;
  }
}
