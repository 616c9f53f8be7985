package dev.plimsoll.sync.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdChange.Changed;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Thresholds are changed while extracts run, for every process, and each change is kept.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ThresholdsIT {
  private static final int ROWS = 800;
  // One row in 2500 ids: windows of 50,000 with 20 rows each.
  private static final int WINDOWS = 40;
  private static TestDatabase source;

  @Inject DataSource dataSource;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("thresholds_source");
    TestTables.execute(
        source,
        "CREATE TABLE thin (id bigint PRIMARY KEY)",
        "INSERT INTO thin SELECT i * 2500 FROM generate_series(1, %d) i".formatted(ROWS));
  }

  @BeforeEach
  void register() {
    SyncApi.register("thresholds-source", source);
  }

  // Others read windows in this service, too.
  @AfterEach
  void asItComes() {
    change(ThresholdTree.map(SparseConfig.DEFAULT), null).then().statusCode(200);
  }

  private static Response change(Map<String, Object> values, Long version) {
    return SyncApi.request()
        .body(Json.write(new ThresholdsPatch("ann", "a test", version, values)))
        .patch("/api/v1/thresholds");
  }

  private static Map<String, Object> detection(String name, Object value) {
    return Map.of("detection", Map.of(name, value));
  }

  private static ThresholdsView get() {
    return Json.read(SyncApi.request().get("/api/v1/thresholds").asString(), ThresholdsView.class);
  }

  private static List<ThresholdChange> changes() {
    return Arrays.asList(
        Json.read(
            SyncApi.request().get("/api/v1/thresholds/changes").asString(),
            ThresholdChange[].class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"early-termination", "adaptive"})
  void anExtractThatRunsGoesByTheNewOnesFromItsNextWindowOn(String strategy) {
    // given: nothing is sparse or scaled, and what is read is written at once
    change(
            Map.of(
                "detection", Map.of("consecutive_sparse_limit", 1_000_000),
                "adaptive_scaling", Map.of("enabled", false),
                "accumulation", Map.of("enabled", false)),
            null)
        .then()
        .statusCode(200);
    TestFaults.once(
        SideEffect.ANNOUNCE,
        Moment.BEFORE,
        ErrorCode.CONNECTION_LOST,
        () ->
            change(
                    Map.of(
                        "detection", Map.of("consecutive_sparse_limit", 1),
                        "adaptive_scaling", Map.of("enabled", true)),
                    null)
                .then()
                .statusCode(200));

    // when the first window is about to be told of, they change
    ExtractView extract =
        SyncApi.start(SyncApi.by(strategy, "thresholds-source", List.of("public.thin"), null));
    TableView table = SyncApi.awaitTable(extract.id(), "thin", TableState.EXTRACTED);

    // then
    assertThat(TestFaults.happened()).isTrue();
    assertThat(table.counters().rowsExtracted()).isEqualTo(ROWS);
    assertThat(table.counters().queries()).isBetween(2L, (long) WINDOWS / 4);
  }

  @Test
  void aChangeReachesTheOtherProcessesAndIsKept() {
    // given another process, which has looked already
    Thresholds other = new Thresholds(new SyncDatabase(dataSource));
    SparseConfig before = other.current();
    long version = get().version();

    // when
    ThresholdsView changed =
        Json.read(
            change(detection("efficiency_threshold", 0.25), version).asString(),
            ThresholdsView.class);

    // then
    assertThat(before).isEqualTo(SparseConfig.DEFAULT);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> other.current().detection().efficiencyThreshold() == 0.25);
    assertThat(changed.version()).isEqualTo(version + 1);
    assertThat(changed.changedBy()).isEqualTo("ann");
    ThresholdChange newest = changes().getFirst();
    assertThat(newest.version()).isEqualTo(version + 1);
    assertThat(newest.reason()).isEqualTo("a test");
    assertThat(newest.at()).isEqualTo(changed.changedAt());
    assertThat(newest.changed())
        .containsExactly(new Changed("detection.efficiency_threshold", "0.1", "0.25"));
  }

  @Test
  void whoeverComesSecondIsToldAndWhatChangesNothingIsNotKept() {
    // given
    long version = get().version();
    change(detection("min_chunk_size_check", 7), version).then().statusCode(200);

    // when
    Response late = change(detection("min_chunk_size_check", 8), version);
    Response same = change(detection("min_chunk_size_check", 7), null);

    // then
    assertThat(late.statusCode()).isEqualTo(409);
    Problem problem = Json.read(late.asString(), Problem.class);
    assertThat(problem.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(problem.detail()).contains("version " + (version + 1));
    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(get().version()).isEqualTo(version + 1);
  }

  @Test
  void whatIsWrongIsRefusedByName() {
    // given
    long version = get().version();

    // when
    Response value = change(detection("efficiency_threshold", 2), null);
    Response name = change(detection("efficency_threshold", 0.2), null);
    Response nameless =
        SyncApi.request()
            .body("{\"reason\":\"r\",\"sparse_sequence_optimization\":{\"enabled\":false}}")
            .patch("/api/v1/thresholds");
    Response empty = SyncApi.request().body("{}").patch("/api/v1/thresholds");

    // then
    assertThat(List.of(value, name, nameless, empty))
        .allSatisfy(
            refused -> {
              assertThat(refused.statusCode()).isEqualTo(400);
              assertThat(Json.read(refused.asString(), Problem.class).code())
                  .isEqualTo(ErrorCode.INVALID_REQUEST);
            });
    assertThat(value.asString()).contains("detection.efficiency_threshold must be above 0");
    assertThat(name.asString()).contains("there is no detection.efficency_threshold");
    assertThat(nameless.asString()).contains("\"by must be given\"");
    assertThat(get().version()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE threshold_version SET reason = 'another'",
        "DELETE FROM threshold_version",
        "TRUNCATE threshold_version"
      })
  void theRecordIsOnlyAddedTo(String sql) {
    // given
    change(detection("min_chunk_size_check", 9), null).then().statusCode(200);

    // then
    assertThatThrownBy(
            () -> {
              try (var connection = dataSource.getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
            })
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("added, and never changed");
    assertThat(changes()).isNotEmpty();
  }
}
