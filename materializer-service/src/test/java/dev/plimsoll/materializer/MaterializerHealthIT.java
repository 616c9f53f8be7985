package dev.plimsoll.materializer;

import static dev.plimsoll.materializer.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.LogClient.api;
import static dev.plimsoll.materializer.LogClient.audit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogServer;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.audit.IncrementalAudit;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.Stack;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the service says of its own condition, of its log's and of its server's.
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaterializerHealthIT {
  @Inject AgroalDataSource dataSource;
  @Inject Transactions transactions;
  private LogClient log;

  @BeforeAll
  void open() {
    log = new LogClient();
  }

  @AfterAll
  void close() {
    log.close();
  }

  @Test
  void isReadyAndCounts() {
    log.send(Batches.batch("it.counted", 0, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.counted").batches() == 1);

    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'log-offsets' }.data.tornPartitions", equalTo(0))
        .body("checks.find { it.name == 'log-flow' }.data.snapshotAlert", equalTo(false));
    given().get("/q/health/live").then().statusCode(200);
    String metrics = given().get("/q/metrics").asString();
    assertThat(MetricsPage.differences(metrics)).isEmpty();
    // a run took bytes and gave offsets to batches of them
    assertThat(metrics)
        .containsPattern("plimsoll_materializer_assignment_transaction_bytes_sum [1-9]")
        .contains(
            "plimsoll_materializer_ingestion_events_total{outcome=\"accepted\"}",
            "plimsoll_materializer_assignment_records_total",
            "plimsoll_materializer_assignment_run_seconds_count",
            "plimsoll_materializer_assignment_lock_wait_seconds_count",
            "plimsoll_materializer_snapshot_alert 0.0",
            "plimsoll_materializer_torn_partitions 0.0");
  }

  @Test
  void auditsWhatIsNew() throws SQLException {
    log.send(Batches.batch("it.audited", 0, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.audited").batches() == 1);

    // when an audit has read it
    new IncrementalAudit(transactions).run(LONG_ENOUGH);

    // then the next one begins behind it
    LogAudit next =
        Json.read(
            api()
                .queryParam("topicPrefix", "it.audited")
                .queryParam("full", false)
                .get("/api/v1/audit")
                .asString(),
            LogAudit.class);
    assertThat(next.full()).isFalse();
    assertThat(next.details().getFirst().readFrom()).isEqualTo(next.records()).isPositive();

    // and that of the background tells what it has found
    await()
        .atMost(LONG_ENOUGH)
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/well")
                    .then()
                    .statusCode(200)
                    .body("checks.find { it.name == 'log-audit' }.data.findings", equalTo(0)));
    assertThat(given().get("/q/metrics").asString())
        .contains("plimsoll_materializer_audit_findings 0.0");
  }

  @Test
  void aPartitionThatLacksARowIsNotWell() throws SQLException {
    log.send(Batches.batch("it.lacking", 0, "p", 0, 0));
    await().atMost(LONG_ENOUGH).until(() -> audit("it.lacking").batches() == 1);
    String ofIt = "(SELECT p.part_id FROM log_partition p WHERE p.topic = 'it.lacking')";

    change("CREATE TABLE lacking AS SELECT * FROM partition_state WHERE part_id = " + ofIt);
    change("DELETE FROM partition_state WHERE part_id = " + ofIt);
    try {
      awaitWellness(503, 1);
    } finally {
      change("INSERT INTO partition_state SELECT * FROM lacking");
      change("DROP TABLE lacking");
    }
    awaitWellness(200, 0);
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static void awaitWellness(int status, int torn) {
    await()
        .atMost(LONG_ENOUGH)
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/well")
                    .then()
                    .statusCode(status)
                    .body(
                        "checks.find { it.name == 'log-audit' }.data.tornPartitions",
                        equalTo(torn)));
  }

  @Test
  void saysWhatOfItsServerHurts() {
    LogServer server = Json.read(api().get("/api/v1/server").asString(), LogServer.class);

    assertThat(server.version()).startsWith(Stack.get().majorVersion() + ".");
    // of the embedded server's own settings nothing does, but what it is told for tests alone
    assertThat(server.findings())
        .extracting(LogServer.Finding::setting)
        .filteredOn(setting -> !setting.startsWith("replication slot"))
        .containsExactly("fsync");
    given()
        .get("/q/health/started")
        .then()
        .statusCode(200)
        .body(
            "checks.find { it.name == 'postgresql-settings' }.data.version",
            equalTo(server.version()));
  }

  @Test
  void itsSessionsCannotHoldAnybodyUpForEver() throws SQLException {
    // Several at once: those that migrated, which had none, are among them.
    List<Connection> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Connection connection = dataSource.getConnection();
        sessions.add(connection);
        try (Statement statement = connection.createStatement();
            ResultSet limits =
                statement.executeQuery(
                    """
                    SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
                      current_setting('idle_in_transaction_session_timeout')
                    """)) {
          limits.next();
          assertThat(List.of(limits.getString(1), limits.getString(2), limits.getString(3)))
              .containsExactly("1min", "15s", "10s");
        }
      }
    } finally {
      for (Connection each : sessions) {
        each.close();
      }
    }
  }

  /// What it costs is estimated far too high: the server's default would compile it each time.
  @Test
  void sessionsOfThePoolCompileNothing() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement read = connection.createStatement();
        ResultSet row =
            read.executeQuery("SELECT setting, source FROM pg_settings WHERE name = 'jit'")) {
      row.next();
      assertThat(row.getString("setting")).isEqualTo("off");
      assertThat(row.getString("source")).isEqualTo("session");
    }
  }
}
