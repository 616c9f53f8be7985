package dev.plimsoll.sync.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is predicted of a table, what it takes and what that saves is kept and shown, and the next
/// plan goes by it. The case of id windows: 50,000 rows, one in 52 ids.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class AnalysisIT {
  private static final String SOURCE = "analysis-source";
  private static final long ROWS = 50_000;
  private static final String FILL =
      "INSERT INTO %s SELECT i * 52 FROM generate_series(1, " + ROWS + ") i";
  private static TestDatabase source;

  @Inject DataSource dataSource;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("analysis_source");
    for (String table : List.of("seed", "renewed", "often")) {
      TestTables.execute(
          source,
          "CREATE TABLE " + table + " (id bigint PRIMARY KEY) WITH (autovacuum_enabled = off)",
          FILL.formatted(table),
          "VACUUM ANALYZE " + table);
    }
    TestTables.execute(source, "CREATE TABLE words (word text PRIMARY KEY)");
  }

  @BeforeEach
  void register() {
    SyncApi.register(SOURCE, source);
  }

  private static TableAnalysis extracted(String strategy, String table) {
    ExtractView extract =
        SyncApi.start(SyncApi.by(strategy, SOURCE, List.of("public." + table), null));
    SyncApi.awaitTable(extract.id(), table, TableState.EXTRACTED);
    String path = "/api/v1/extracts/" + extract.id() + "/analyses";
    return Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> Json.read(SyncApi.request().get(path).asString(), TableAnalysis[].class)[0],
            analysis -> analysis.reading().endedAt() != null);
  }

  private static List<TableAnalysis> history(String table) {
    return Arrays.asList(
        Json.read(
            SyncApi.request()
                .get("/api/v1/databases/" + SOURCE + "/tables/public/" + table + "/analyses")
                .asString(),
            TableAnalysis[].class));
  }

  private static String basis(String strategy, String table) {
    String answer =
        SyncApi.request()
            .body(Json.write(SyncApi.by(strategy, SOURCE, List.of("public." + table), null)))
            .post("/api/v1/extracts/explain")
            .asString();
    return Json.read(answer, ExtractExplanation.class).tables().getFirst().estimate().basis();
  }

  @ParameterizedTest
  @CsvSource({"keyset,1,1", "fixed,52,52", "early-termination,3,3", "adaptive,7,1"})
  void whatIsPredictedIsWhatItTakes(String strategy, long queries, long files) {
    // when
    TableAnalysis analysis = extracted(strategy, "seed");

    // then
    assertThat(analysis.actual().queries()).isEqualTo(queries);
    assertThat(analysis.actual().files()).isEqualTo(files);
    assertThat(analysis.forecast().queries()).isEqualTo(queries);
    assertThat(analysis.forecast().files()).isEqualTo(files);
    assertThat(analysis.forecast().rows()).isEqualTo(analysis.actual().rows()).isEqualTo(ROWS);
    assertThat(analysis.forecast().bytes()).isPositive();
    assertThat(analysis.forecast().seconds()).isPositive();
    assertThat(analysis.actual().seconds()).isPositive();
    assertThat(analysis.fixed().queries()).isEqualTo(52);
    assertThat(analysis.fixed().queriesSaved()).isEqualTo(52 - queries);
    assertThat(analysis.fixed().filesSaved()).isEqualTo(52 - files);
  }

  @Test
  void theMapShowsWhereTheRowsAre() {
    // when
    TableAnalysis analysis = extracted("keyset", "seed");

    // then
    Density density = analysis.density();
    assertThat(density.column()).isEqualTo("id");
    assertThat(density.first()).isEqualTo(52);
    assertThat(density.last()).isEqualTo(ROWS * 52);
    assertThat(density.rows()).hasSize(64);
    assertThat(density.rows().stream().mapToLong(Long::longValue).sum()).isEqualTo(ROWS);
    assertThat(density.rows()).allMatch(rows -> Math.abs(rows - ROWS / 64) < ROWS / 128);
    assertThat(density.efficiency()).isCloseTo(1 / 52.0, within(1e-6));
    assertThat(density.sparseRegions()).isEqualTo(1);
    assertThat(density.remembered()).isFalse();
    assertThat(extracted("stream", "words").density()).isNull();
  }

  @Test
  void theNextPlanGoesByWhatIsRemembered() throws SQLException {
    // given a table that was read before, and is made anew without statistics
    TableAnalysis before = extracted("keyset", "renewed");
    String basis = basis("keyset", "renewed");
    TestTables.execute(
        source,
        "DROP TABLE renewed",
        "CREATE TABLE renewed (id bigint PRIMARY KEY) WITH (autovacuum_enabled = off)",
        FILL.formatted("renewed"));

    // when
    TableAnalysis after = extracted("keyset", "renewed");

    // then
    assertThat(basis).contains("that of the last extract of this table by keyset");
    assertThat(after.basis()).contains("of this table by keyset; rows as the last time");
    assertThat(after.forecast().rows()).isEqualTo(ROWS);
    assertThat(after.forecast().bytes()).isEqualTo(before.actual().bytes());
    assertThat(after.density().remembered()).isTrue();
    assertThat(history("renewed"))
        .extracting(TableAnalysis::extractId)
        .containsExactly(after.extractId(), before.extractId());
  }

  @Test
  void theLastTwentyExtractsAreRemembered() throws SQLException {
    // given
    try (var connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          WITH made AS (
            INSERT INTO extract (id, source, request)
            SELECT gen_random_uuid(), '%s', '{}' FROM generate_series(1, 25) RETURNING id
          ), tables AS (
            INSERT INTO extract_table
              (id, extract_id, ordinal, schema_name, table_name, state, strategy, log_topic)
            SELECT id, id, 0, 'public', 'often', 'FAILED', 'keyset', id::text FROM made RETURNING id
          )
          SELECT FROM tables
          """
              .formatted(SOURCE));
      statement.execute(
          """
          INSERT INTO table_analysis
            (table_id, source, schema_name, table_name, strategy, remembered, look_millis,
             predicted_rows, predicted_bytes, predicted_queries, predicted_files, predicted_seconds, basis)
          SELECT id, '%s', 'public', 'often', 'keyset', false, 0, 0, 0, 0, 0, 0, ''
          FROM extract_table WHERE table_name = 'often'
          """
              .formatted(SOURCE));
    }

    // when
    TableAnalysis newest = extracted("keyset", "often");

    // then
    assertThat(history("often")).hasSize(AnalysisStore.REMEMBERED);
    assertThat(history("often").getFirst().extractId()).isEqualTo(newest.extractId());
  }

  @Test
  void theSummaryAndTheMetricsHaveTheirNames() {
    // given
    double before = metric("plimsoll_sync_queries_saved_total");
    extracted("keyset", "seed");

    // when
    JsonNode summary =
        Json.read(SyncApi.request().get("/api/v1/extracts/summary").asString(), JsonNode.class);

    // then: the process counts once what the database has noted
    assertThat(summary.get("queries_saved").asLong()).isGreaterThanOrEqualTo(51);
    assertThat(summary.get("files_consolidated").asLong()).isGreaterThanOrEqualTo(51);
    assertThat(summary.get("sparse_detections").asLong()).isPositive();
    assertThat(summary.get("time_saved_minutes").isNumber()).isTrue();
    assertThat(summary.get("efficiency_gain_percent").asDouble()).isBetween(1.0, 100.0);
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> metric("plimsoll_sync_queries_saved_total") - before, saved -> saved == 51);
    assertThat(metric("plimsoll_sync_sparse_detections_total")).isPositive();
    assertThat(metric("plimsoll_sync_files_consolidated_total")).isPositive();
    assertThat(metric("plimsoll_sync_time_saved_seconds_total")).isPositive();
    assertThat(metric("plimsoll_sync_efficiency_gain_percent")).isBetween(1.0, 100.0);
  }

  private static double metric(String name) {
    return SyncApi.request()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
