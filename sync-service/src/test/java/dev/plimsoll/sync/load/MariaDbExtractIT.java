package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.MariaDbWork;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tables of MariaDB the whole way into PostgreSQL.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class MariaDbExtractIT {
  private static final int ROWS = 200_000;
  private static MariaDbDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = MariaDb.get().createDatabase("shop");
    target = Stack.get().createDatabase("from_mariadb");
    source.execute(
        "SET sql_mode = ''",
        "CREATE TABLE sparse (id bigint unsigned PRIMARY KEY, customer int NOT NULL, amount decimal(12,2),"
            + " created datetime(6), closed date NOT NULL DEFAULT '0000-00-00', note varchar(60), raw varbinary(40))",
        "INSERT INTO sparse SELECT seq * 49, seq % 1000, seq / 7, '2024-01-01' + INTERVAL seq SECOND,"
            + " IF(seq % 3 = 0, '0000-00-00', '2024-05-06'), concat('n\u00f6te ', md5(seq)), unhex(sha1(seq)) FROM seq_1_to_"
            + ROWS,
        "ANALYZE TABLE sparse",
        "CREATE TABLE empty_one (id int PRIMARY KEY)",
        "CREATE TABLE poisoned (id int PRIMARY KEY, v text)",
        "INSERT INTO poisoned VALUES (1, 'good'), (2, 'a\\0b')",
        "CREATE TABLE shaped (id int PRIMARY KEY, place point)",
        "INSERT INTO shaped VALUES (1, point(1.5, -2))");
  }

  @BeforeEach
  void register() {
    SyncApi.register("shop", source.address(), DatabaseKind.MARIADB);
    SyncApi.register("from-mariadb", target);
  }

  @Test
  void rowsArriveOnceAndTheReceiptProvesIt() throws SQLException {
    // when
    ExtractView extract =
        SyncApi.start("shop", List.of("shop.sparse", "shop.empty_one"), "from-mariadb");

    // then
    TableView loaded = SyncApi.awaitTable(extract.id(), "sparse", TableState.LOADED);
    assertThat(loaded.reading().strategy()).isEqualTo("keyset");
    assertThat(loaded.reading().readTasks()).isGreaterThan(1);
    assertThat(loaded.reading().why()).contains("in the order of (id)", "ranges");
    assertThat(loaded.reading().sourceKey()).containsExactly("id");
    assertThat(loaded.counters().rowsLoaded()).isEqualTo(ROWS);
    assertThat(loaded.counters().queries()).isGreaterThan(1);
    assertThat(loaded.counters().emptyQueries()).isZero();
    assertThat(loaded.counters().objects()).isPositive();
    SyncApi.awaitTable(extract.id(), "empty_one", TableState.LOADED);
    assertThat(
            TestTables.number(
                target,
                "SELECT count(*) FROM shop.sparse WHERE closed = '-infinity' AND id % 49 = 0"))
        .isEqualTo(ROWS / 3);
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.state()).isEqualTo(Receipt.State.DONE);
    assertThat(receipt.proven()).isTrue();
    assertThat(receipt.tables()).hasSize(2).allMatch(Receipt.TableReceipt::equal);
  }

  @Test
  void coresThatOthersKeepBusyAreLeftToThem() throws SQLException {
    // given
    int cores = Runtime.getRuntime().availableProcessors();
    List<MariaDbWork> others = new ArrayList<>();
    try {
      for (int i = 0; i < cores; i++) {
        others.add(new MariaDbWork(source, MariaDbWork.ENDLESS));
      }

      // when / then
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () ->
                  assertThat(why(null))
                      .contains("1 worker: ", "%d of %d core".formatted(cores, cores), "busy"));
      assertThat(why(2)).doesNotContain("busy");
    } finally {
      for (MariaDbWork other : others) {
        other.close();
      }
    }
  }

  private static String why(@Nullable Integer workers) {
    ExtractRequest request =
        new ExtractRequest(
            "shop",
            List.of("shop.sparse"),
            null,
            null,
            new ReadingRequest(null, null, workers),
            null,
            null,
            null,
            null);
    ExtractExplanation explanation =
        Json.read(
            SyncApi.request().body(Json.write(request)).post("/api/v1/extracts/explain").asString(),
            ExtractExplanation.class);
    return explanation.tables().getFirst().reading().why();
  }

  @Test
  void oneBadTableStopsNoOther() {
    // when
    ExtractView extract =
        SyncApi.start("shop", List.of("shop.poisoned", "shop.shaped", "shop.empty_one"), null);

    // then
    SyncApi.awaitTable(extract.id(), "empty_one", TableState.EXTRACTED);
    TableView poisoned = SyncApi.awaitTable(extract.id(), "poisoned", TableState.FAILED);
    assertThat(poisoned.failure().code()).isEqualTo(ErrorCode.VALUE_NOT_CARRIED);
    assertThat(poisoned.failure().message())
        .contains("shop.poisoned: column \"v\" of the row with (id) = (2)", "NUL");
    assertThat(SyncApi.table(extract.id(), "shaped").failure().message())
        .contains("\"place\" (point)");
  }

  @Test
  void aColumnWithoutAMappingArrivesAsTextWhenToldTo() throws SQLException {
    // when
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "shop",
                List.of("shop.shaped"),
                "from-mariadb",
                null,
                new ReadingRequest(null, "strict", null),
                new FilesRequest(null, null, null, "file"),
                new ColumnsRequest("text", null),
                null,
                null));

    // then
    SyncApi.awaitTable(extract.id(), "shaped", TableState.LOADED);
    assertThat(
            TestTables.number(
                target, "SELECT count(*) FROM shop.shaped WHERE place = 'POINT(1.5 -2)'"))
        .isEqualTo(1);
  }

  @Test
  void itHasNoBlocksToReadBy() {
    // when
    ExtractView extract =
        SyncApi.start(SyncApi.by("blocks", "shop", List.of("shop.empty_one"), null));

    // then
    TableView refused = SyncApi.table(extract.id(), "empty_one");
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refused.failure().message()).contains("a MariaDB is read by keyset or stream");
  }

  @Test
  void aMariaDbIsNoTarget() {
    SyncApi.post("shop", List.of("shop.empty_one"), "shop")
        .then()
        .statusCode(ErrorCode.INVALID_REQUEST.status())
        .body("detail", containsString("never loaded into"));
  }

  @Test
  void aDatabaseOfAnotherKindIsNotTakenForAMariaDb() {
    SyncApi.check("shop", target.address(), DatabaseKind.MARIADB)
        .then()
        .statusCode(ErrorCode.DATABASE_UNREACHABLE.status());
  }
}
