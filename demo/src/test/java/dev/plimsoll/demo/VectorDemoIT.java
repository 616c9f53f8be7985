package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.NearestRows.Found;
import dev.plimsoll.demo.Demo.Outcome;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.progress.PlainDisplay;
import dev.plimsoll.demo.vectors.AskedWay;
import dev.plimsoll.demo.vectors.SearchTour;
import dev.plimsoll.demo.vectors.VectorEvidence;
import dev.plimsoll.demo.vectors.VectorReport;
import dev.plimsoll.testkit.Stack;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo of vectors on a plant that has a PostgreSQL, and a stand-in for its services.
final class VectorDemoIT {
  private static final VectorOptions SMALL = new VectorOptions(1_000, 3);

  private final Stack stack = Stack.get();
  private final FakePlant plant = new FakePlant();
  private final HttpClient http = ApiClient.http();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private SearchStandIn services;

  @TempDir private Path folder;

  @BeforeEach
  void hasAServerAndServices() throws Exception {
    plant.folder = folder;
    services = new SearchStandIn(plant.credentials());
    plant.server =
        new Plant.Server(
            stack.description().postgres().host(),
            stack.description().postgres().port(),
            stack.secrets().superuser(),
            stack.secrets().superuserPassword());
    plant.client = new ApiClient(http, "stand-in", services.address(), "token");
  }

  @AfterEach
  void close() {
    services.close();
    http.close();
  }

  @Test
  void everyAnswerIsThatOfPlainSqlAndSettingsAreSetBack() throws Exception {
    // when
    Outcome outcome = run();
    // then
    assertThat(outcome.failure()).isNull();
    VectorReport report = (VectorReport) outcome.report();
    assertThat(report.passed()).isTrue();
    assertThat(report.checks()).hasSizeGreaterThan(60).allMatch(check -> check.holds());
    VectorEvidence evidence = Objects.requireNonNull(report.evidence());
    assertThat(evidence.rounds()).hasSize(SearchTour.ROUNDS * AskedWay.values().length);
    assertThat(services.tunings()).isEmpty();
    // And rows of both halves are among the nearest
    assertThat(evidence.halves().answer().rows())
        .extracting(Found::database)
        .contains(
            evidence.halves().answer().searches().getFirst().way().database(),
            evidence.halves().answer().searches().getLast().way().database());
    // And it ends with commands that find what is there
    assertThat(outcome.lines()).anyMatch(line -> line.contains("every answer is the one of"));
    assertThat(outcome.next().getFirst())
        .startsWith("./plimsoll search demo_vectors_")
        .contains(" items --vector ", " --data here");
    assertThat(Files.readString(folder.resolve("demo-vector.txt"))).startsWith("[").contains(",");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("has 1,000 vectors of 64 dimensions", "has 500 vectors", "question 5 of 5: ");
  }

  @Test
  void aNearerRowThatIsLeftOutFailsIt() {
    // given
    services.spoilt = VectorDemoIT::withoutTheFirst;
    // when
    Outcome outcome = run();
    // then
    assertThat(Objects.requireNonNull(outcome.failure()).code()).isEqualTo(ErrorCode.CHECK_FAILED);
    VectorReport report = (VectorReport) outcome.report();
    assertThat(report.passed()).isFalse();
    assertThat(outcome.lines())
        .anyMatch(line -> line.contains("FAIL question 1, in memory: rows = plain SQL's"));
    assertThat(services.tunings()).isEmpty();
  }

  // As if the search had not seen it.
  private static NearestRows withoutTheFirst(NearestRows answer) {
    List<Found> rows = new ArrayList<>(answer.rows().subList(1, answer.rows().size()));
    rows.add(rows.getLast());
    return new NearestRows(rows, answer.searches());
  }

  private Outcome run() {
    try (DemoDisplay display =
        new PlainDisplay(new PrintStream(said, true, StandardCharsets.UTF_8))) {
      return new VectorDemo(SMALL, new Stopwatch(Duration.ZERO), Instant.EPOCH, " --data here")
          .run(plant, display, PlainDisplay.WIDTH);
    }
  }
}
