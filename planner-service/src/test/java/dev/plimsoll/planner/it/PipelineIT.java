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
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PipelineView.AnalysisView;
import dev.plimsoll.contracts.plan.PipelineView.TableFlow;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.AnalyzedReading;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.contracts.sync.TableCounters;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What other services tell, and what the pipeline makes of it.
@QuarkusTest
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
        new SyncEvent.TableProgressed(
            extract, table, new TableCounters(100, 60, 0, 5, 2, 3, 1, 0), null));
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableExtracted(
            extract, table, new TableCounters(100, 100, 0, 9, 3, 4, 1, 0), Duration.ofSeconds(1)));
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
                          assertThat(flow.progress().counters().rowsExtracted()).isEqualTo(100);
                          assertThat(flow.progress().log().records()).isEqualTo(100);
                          assertThat(flow.progress().log().batches()).isEqualTo(2);
                        }));
    assertThat(pipeline().lanes())
        .extracting(lane -> lane.slots())
        .satisfiesExactly(
            large -> assertThat(large).isEqualTo(1),
            medium -> assertThat(medium).isEqualTo(2),
            small -> assertThat(small).as("others add some").isGreaterThanOrEqualTo(4));

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
        new SyncEvent.TableProgressed(
            extract, table, new TableCounters(100, 100, 40, 9, 3, 4, 1, 0), null));

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
            new AnalyzedReading("keyset", Instant.parse("2026-03-01T12:34:56Z"), null),
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
            extract, table, new TableCounters(100, 60, 0, 5, 2, 3, 1, 75), null));

    // then
    TableFlow begun =
        await()
            .until(
                () -> flow(extract).orElseThrow(),
                flow -> flow.progress().counters().rowsExtracted() == 60);
    assertThat(planned.state()).isEqualTo(TableState.PLANNED);
    assertThat(planned.progress().counters().expectedRows()).isEqualTo(100);
    assertThat(begun.state()).isEqualTo(TableState.EXTRACTING);
    assertThat(begun.progress().counters().rowsRead()).isEqualTo(75);
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
    api()
        .get("/api/v1/pipeline/extracts/{extract}/tables/flow/unknown", extract)
        .then()
        .statusCode(404);
  }

  @Test
  void saysHowFastATableIsReadAndLoadedAndWhenThatEnds() {
    // given a table that was told of twice, two seconds apart
    UUID extract = UUID.randomUUID();
    QualifiedName table = new QualifiedName("flow", "paced");
    Instant start = Instant.now().minusSeconds(3);
    Pace told = new Pace(2_500, start.plusSeconds(9).truncatedTo(ChronoUnit.MILLIS));
    surroundings.sendAt(start, extract, progress(extract, table, 0, 1_000));
    surroundings.sendAt(
        start.plusSeconds(2),
        extract,
        new SyncEvent.TableProgressed(
            extract, table, new TableCounters(20_000, 2_000, 2_000, 5, 2, 3, 1, 5_000), told));

    // then its reading is as whoever reads it has told
    TableFlow flow =
        await()
            .until(() -> flow(extract), f -> f.isPresent() && f.get().progress().reading() != null)
            .get();
    assertThat(flow.progress().reading()).isEqualTo(told);
    assertThat(flow.progress().loading()).isNull();

    // when more is loaded, then the rate of that counts from the first rows that were
    surroundings.sendAt(start.plusMillis(3_000), extract, progress(extract, table, 3_000, 6_000));
    flow =
        await()
            .until(
                () -> flow(extract).orElseThrow(),
                f -> f.progress().counters().rowsRead() == 6_000);
    assertThat(flow.progress().reading()).isNull();
    assertThat(flow.progress().loading().rowsPerSecond()).isEqualTo(1_000);

    // and a failure predicts nothing
    surroundings.send(
        Topic.SYNC_EVENTS,
        extract.toString(),
        new SyncEvent.TableFailed(extract, table, ErrorCode.DISK_FULL, "full", "53100"));
    flow = await().until(() -> flow(extract).orElseThrow(), f -> f.state() == TableState.FAILED);
    assertThat(flow.progress().reading()).isNull();
    assertThat(flow.progress().loading()).isNull();
  }

  private static SyncEvent.TableProgressed progress(
      UUID extract, QualifiedName table, long loaded, long read) {
    return new SyncEvent.TableProgressed(
        extract, table, new TableCounters(20_000, loaded, loaded, 5, 2, 3, 1, read), null);
  }

  @Test
  void answersWhatHasNotChangedWithoutABodyAndTheRestCompressed() throws Exception {
    // given
    UUID extract = UUID.randomUUID();
    QualifiedName table = new QualifiedName("flow", "tagged");
    surroundings.send(Topic.SYNC_EVENTS, extract.toString(), progress(extract, table, 0, 10));
    await().until(() -> flow(extract).isPresent());
    Response first = api().header("Accept-Encoding", "gzip").get("/api/v1/pipeline");
    String tag = first.header("ETag");
    assertThat(first.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(tag).startsWith("W/");

    // when it is asked again, then there is nothing to say, at whatever moment
    Response again = api().header("If-None-Match", tag).get("/api/v1/pipeline");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body().asByteArray()).isEmpty();

    // when a table moves, then there is
    surroundings.send(Topic.SYNC_EVENTS, extract.toString(), progress(extract, table, 0, 20));
    await()
        .until(
            () -> api().header("If-None-Match", tag).get("/api/v1/pipeline").statusCode() == 200);
  }

  @Test
  void showsWhatMovesBeforeWhatIsAtRestAndTotalsOfThatAlone() {
    // given a table at rest and one in motion, of two extracts
    UUID done = UUID.randomUUID();
    UUID moving = UUID.randomUUID();
    QualifiedName rested = new QualifiedName("flow", "rested");
    surroundings.send(
        Topic.SYNC_EVENTS,
        moving.toString(),
        progress(moving, new QualifiedName("flow", "going"), 0, 10));
    await().until(() -> flow(moving).isPresent());
    surroundings.send(
        Topic.SYNC_EVENTS,
        done.toString(),
        new SyncEvent.TableFailed(done, rested, ErrorCode.DISK_FULL, "full", "53100"));
    await().until(() -> flow(done).isPresent());

    // when nothing at rest is asked for
    PipelineView view = PlannerClient.http().get("/api/v1/pipeline?ended=0").as(PipelineView.class);

    // then what moves is there still, and what is counted is of extracts in motion
    assertThat(view.tables()).extracting(TableFlow::extractId).contains(moving);
    assertThat(view.tables()).extracting(TableFlow::extractId).doesNotContain(done);
    Set<UUID> extracts =
        view.tables().stream().map(TableFlow::extractId).collect(Collectors.toSet());
    assertThat(view.totals().extracts()).isEqualTo(extracts.size());
    assertThat(view.totals().tables().moving()).isEqualTo(view.tables().size());
    assertThat(view.totals().tables().failed()).isZero();
    assertThat(PlannerClient.http().get("/api/v1/pipeline?ended=-1").status()).isEqualTo(400);
  }

  private static AnalysisView analysis(UUID extract, QualifiedName table) {
    return Json.read(
        api()
            .get(
                "/api/v1/pipeline/extracts/{extract}/tables/{schema}/{table}",
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
            extract,
            new QualifiedName("s", "after"),
            new TableCounters(1, 1, 0, 0, 0, 0, 0, 0),
            null));
    await().until(() -> pipeline().tables().stream().anyMatch(f -> f.extractId().equals(extract)));
  }
}
