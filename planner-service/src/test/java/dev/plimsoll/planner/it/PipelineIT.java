package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.pipeline;
import static dev.plimsoll.planner.it.PlannerFixture.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.PipelineView.AnalysisView;
import dev.plimsoll.contracts.plan.PipelineView.TableFlow;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What other services tell, and what the pipeline makes of it.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "planner"),
    restrictToAnnotatedClass = false)
class PipelineIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void showsWhatIsInMotion() {
    // given progress of a table and of its log, told twice
    UUID extract = UUID.randomUUID();
    QualifiedName table = new QualifiedName("flow", "odd.table");
    String logTopic = "src.flow.odd.table." + extract.toString().substring(0, 8);
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableProgressed(extract, table, new TableCounters(100, 60, 0, 5, 2, 3, 1)));
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableExtracted(
            extract, table, new TableCounters(100, 100, 0, 9, 3, 4, 1), Duration.ofSeconds(1)));
    for (long base : new long[] {0, 60, 0, 60}) {
      BatchCommitted batch =
          new BatchCommitted(
              logTopic,
              2,
              base,
              base == 0 ? 60 : 40,
              "p",
              0,
              0,
              new ObjectRange("b", "k", 0, 1),
              Instant.now());
      surroundings.send(Topic.LOG_COMMITS, batch.key(), batch);
    }

    // then the pipeline has them once
    await()
        .untilAsserted(
            () ->
                assertThat(pipeline().tables())
                    .filteredOn(flow -> flow.extractId().equals(extract))
                    .singleElement()
                    .satisfies(
                        flow -> {
                          assertThat(flow.state()).isEqualTo(TableState.EXTRACTED);
                          assertThat(flow.counters().rowsExtracted()).isEqualTo(100);
                          assertThat(flow.logRecords()).isEqualTo(100);
                          assertThat(flow.logBatches()).isEqualTo(2);
                        }));
    assertThat(pipeline().lanes()).extracting(lane -> lane.berths()).containsExactly(1, 2, 4);

    // when it fails, and then goes on
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableFailed(extract, table, ErrorCode.DISK_FULL, "full", "53100"));
    await()
        .until(
            () ->
                pipeline().tables().stream()
                    .anyMatch(
                        flow ->
                            flow.extractId().equals(extract)
                                && flow.errorCode() == ErrorCode.DISK_FULL));
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableProgressed(extract, table, new TableCounters(100, 100, 40, 9, 3, 4, 1)));

    // then it is loading
    await()
        .until(
            () ->
                pipeline().tables().stream()
                    .anyMatch(
                        flow ->
                            flow.extractId().equals(extract)
                                && flow.state() == TableState.LOADING));
  }

  @Test
  void showsWhatIsKnownOfATableBesideItsCounters() {
    // given a table that is analysed when it is planned
    UUID extract = UUID.randomUUID();
    QualifiedName table = new QualifiedName("flow", "analysed");
    Figures figures = new Figures(100, 5, 3, 2, 1.5);
    TableAnalysis analysis =
        new TableAnalysis(
            extract,
            "src",
            table,
            "keyset",
            Instant.parse("2026-03-01T12:34:56Z"),
            null,
            figures,
            "assumed",
            new Figures(0, 0, 0, 0, 0),
            new Density("id", 1, 1_000, List.of(90L, 10L), 0.1, 0, false),
            null);
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableAnalyzed(extract, table, analysis, List.of(figures)));
    await().until(() -> flow(extract), flow -> flow.isPresent());
    TableFlow planned = flow(extract).orElseThrow();

    // when
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableProgressed(
            extract, table, new TableCounters(100, 60, 0, 5, 2, 3, 1, 75)));

    // then
    TableFlow begun =
        await()
            .until(
                () -> flow(extract).orElseThrow(), flow -> flow.counters().rowsExtracted() == 60);
    assertThat(planned.state()).isEqualTo(TableState.PLANNED);
    assertThat(planned.counters().expectedRows()).isEqualTo(100);
    assertThat(begun.state()).isEqualTo(TableState.EXTRACTING);
    assertThat(begun.counters().rowsRead()).isEqualTo(75);
    assertThat(planned.analysisVersion()).isNotNull().isEqualTo(begun.analysisVersion());
    assertThat(analysis(extract, table)).isEqualTo(new AnalysisView(analysis, List.of(figures)));

    // when it is analysed anew, then the version says so
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableAnalyzed(extract, table, analysis, List.of()));
    await()
        .until(
            () -> flow(extract).orElseThrow().analysisVersion(),
            version -> version != null && !version.equals(begun.analysisVersion()));
    assertThat(analysis(extract, table)).isEqualTo(new AnalysisView(analysis, List.of()));
    api().get("/api/v1/pipeline/{extract}/flow/unknown", extract).then().statusCode(404);
  }

  private static AnalysisView analysis(UUID extract, QualifiedName table) {
    return Json.read(
        api()
            .get(
                "/api/v1/pipeline/{extract}/{schema}/{table}",
                extract,
                table.schema(),
                table.name())
            .then()
            .statusCode(200)
            .extract()
            .asString(),
        AnalysisView.class);
  }

  private static Optional<TableFlow> flow(UUID extract) {
    return pipeline().tables().stream()
        .filter(flow -> flow.extractId().equals(extract))
        .findFirst();
  }

  @Test
  void putsWhatItCannotReadAsideAndGoesOn() {
    surroundings.send(PlannerFixture.topic(Topic.SYNC_EVENTS), "x", "no.such.type", "{}");
    surroundings.send(PlannerFixture.topic(Topic.BUILD_EVENTS), "x", "no.such.type", "{");

    // a good one after the bad one is still taken
    UUID extract = UUID.randomUUID();
    surroundings.send(
        Topic.SYNC_EVENTS,
        "x",
        new SyncEvent.TableProgressed(
            extract, new QualifiedName("s", "after"), new TableCounters(1, 1, 0, 0, 0, 0, 0)));
    await().until(() -> pipeline().tables().stream().anyMatch(f -> f.extractId().equals(extract)));
  }
}
