package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Files that lie in the bucket, loaded without asking the source again.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class RequestedLoadIT {
  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("run_source");
    TestTables.execute(
        source,
        """
        CREATE TABLE ledger AS
        SELECT i * 3 AS id, (i / 7.0)::numeric(9,2) AS amount, md5(i::text) AS note
        FROM generate_series(1, 60000) i
        """,
        "ALTER TABLE ledger ADD PRIMARY KEY (id)",
        "CREATE TABLE clerk (id int PRIMARY KEY, name text)",
        "INSERT INTO clerk VALUES (1, 'Ann'), (2, NULL)",
        "CREATE TABLE blank (id int PRIMARY KEY)",
        "ANALYZE");
  }

  @BeforeEach
  void register() {
    SyncApi.register("run-source", source);
  }

  private static TestDatabase target(String name) throws SQLException {
    TestDatabase target = Stack.get().createDatabase("run_" + name);
    SyncApi.register("run-" + name, target);
    return target;
  }

  /// Into files and no further.
  private static ExtractView extracted() {
    ExtractView extract = SyncApi.start("run-source", List.of("public.*"), null);
    for (String table : List.of("ledger", "clerk", "blank")) {
      SyncApi.awaitTable(extract.id(), table, TableState.EXTRACTED);
    }
    return extract;
  }

  private static Response post(LoadRequest request) {
    return SyncApi.request()
        .header("Idempotency-Key", "load " + request)
        .body(Json.write(request))
        .post("/api/v1/loads");
  }

  private static LoadView start(LoadRequest request) {
    Response response = post(request);
    response.then().statusCode(202);
    return Json.read(response.asString(), LoadView.class);
  }

  private static LoadView awaitEnd(UUID id) {
    return await("load " + id)
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                Json.read(SyncApi.request().get("/api/v1/loads/" + id).asString(), LoadView.class),
            load -> load.state() != ExtractView.State.RUNNING);
  }

  private static TableView table(LoadView load, String name) {
    return load.tables().stream()
        .filter(table -> table.table().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void filesAreLoadedIntoAnotherTargetAndProvenThoughTheExtractHadNone() throws SQLException {
    // given
    ExtractView extract = extracted();
    TestDatabase target = target("later");
    List<String> files = Bucket.keys(extract.id());
    LoadRequest request = new LoadRequest(extract.id(), "run-later", null, null, null);

    // when
    LoadView load = start(request);
    LoadView same = start(request);

    // then
    assertThat(same.id()).isEqualTo(load.id());
    LoadView done = awaitEnd(load.id());
    assertThat(done.state()).as("%s", done).isEqualTo(ExtractView.State.DONE);
    assertThat(done.extract()).isEqualTo(extract.id());
    assertThat(table(done, "ledger").counters().rowsLoaded()).isEqualTo(60_000);
    assertThat(TestTables.number(target, "SELECT count(*) FROM ledger")).isEqualTo(60_000);
    Receipt receipt = SyncApi.awaitReceipt(load.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(Bucket.keys(extract.id())).isEqualTo(files);
    assertThat(Bucket.keys(load.id())).isEmpty();
    assertThat(loads()).extracting(LoadView::id).contains(load.id());
    assertThat(SyncApi.request().get("/api/v1/extracts?limit=500").asString())
        .contains(extract.id().toString())
        .doesNotContain(load.id().toString());
  }

  @Test
  void filesOfTheOtherCodecAreReadBackLoadedAndProven() throws SQLException {
    // given
    ExtractView extract =
        SyncApi.start(
            new ExtractRequest(
                "run-source",
                List.of("public.ledger"),
                null,
                null,
                null,
                new FilesRequest(null, "snappy", null, "file"),
                null,
                null,
                null));
    SyncApi.awaitTable(extract.id(), "ledger", TableState.EXTRACTED);
    TestDatabase target = target("snappy");

    // when
    LoadView done =
        awaitEnd(start(new LoadRequest(extract.id(), "run-snappy", null, null, null)).id());

    // then
    assertThat(done.state()).as("%s", done).isEqualTo(ExtractView.State.DONE);
    assertThat(TestTables.number(target, "SELECT count(*) FROM ledger")).isEqualTo(60_000);
    assertThat(SyncApi.awaitReceipt(done.id()).proven()).isTrue();
  }

  private static List<LoadView> loads() {
    return List.of(Json.read(SyncApi.request().get("/api/v1/loads").asString(), LoadView[].class));
  }

  @Test
  void aRowThatTheTargetRefusesIsToldByItsKeyAndTheOthersGoOn() throws SQLException {
    // given
    ExtractView extract = extracted();
    TestDatabase target = target("strict");
    TestTables.execute(
        target,
        "CREATE TABLE ledger (id int, amount numeric(9,2), note text, CONSTRAINT no_777 CHECK (id <> 777))");

    // when
    LoadView refused =
        awaitEnd(start(new LoadRequest(extract.id(), "run-strict", null, null, null)).id());

    // then
    TableView ledger = table(refused, "ledger");
    assertThat(ledger.failure().code()).as("%s", ledger).isEqualTo(ErrorCode.ROW_REFUSED);
    assertThat(ledger.failure().message())
        .contains("public.ledger: the row with (id) = (777) (row ", ".parquet)", "\"no_777\"")
        .doesNotContain("37.00");
    assertThat(table(refused, "clerk").state()).isEqualTo(TableState.LOADED);
    assertThat(table(refused, "blank").state()).isEqualTo(TableState.LOADED);

    // when
    TestTables.execute(target, "ALTER TABLE ledger DROP CONSTRAINT no_777");
    SyncApi.request()
        .post("/api/v1/loads/" + refused.id() + "/tables/public/ledger/retry")
        .then()
        .statusCode(202);

    // then
    assertThat(awaitEnd(refused.id()).state()).isEqualTo(ExtractView.State.DONE);
    assertThat(SyncApi.awaitReceipt(refused.id()).proven()).isTrue();
  }

  @Test
  void whatCannotBeLoadedIsRefusedBeforeAnythingIsKept() throws SQLException {
    // given
    ExtractView extract = extracted();
    TestDatabase target = target("bare");

    // then
    LoadRequest existing =
        new LoadRequest(extract.id(), "run-bare", List.of("public.c*"), false, null);
    refuse(existing, ErrorCode.TABLE_NOT_FOUND, "none is to be created");
    LoadRequest unknown =
        new LoadRequest(extract.id(), "run-bare", List.of("public.zzz"), null, null);
    refuse(unknown, ErrorCode.TABLE_NOT_FOUND, "has no table public.zzz");
    refuse(
        new LoadRequest(new UUID(1, 2), "run-bare", null, null, null),
        ErrorCode.NOT_FOUND,
        "no extract");
    assertThat(TestTables.number(target, "SELECT count(*) FROM pg_class WHERE relname = 'clerk'"))
        .isZero();

    // when
    TestTables.execute(target, "CREATE TABLE clerk (name text, id int)");

    // then
    LoadView load = awaitEnd(start(existing).id());
    assertThat(load.tables()).hasSize(1);
    assertThat(load.state()).isEqualTo(ExtractView.State.DONE);
    assertThat(SyncApi.awaitReceipt(load.id()).proven()).isTrue();
  }

  private static void refuse(LoadRequest request, ErrorCode code, String detail) {
    Response response = post(request);
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(code.status());
    assertThat(response.asString()).contains(code.value(), detail);
  }
}
