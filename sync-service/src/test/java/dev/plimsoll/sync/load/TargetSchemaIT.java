package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import dev.plimsoll.contracts.sync.WatermarkView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.ExtractRequests;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.MariaDbExtension;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tables that are loaded into schemas of other names: made, loaded, merged, compared and owned
/// there, and nowhere else.
@ExtendWith(MariaDbExtension.class)
@QuarkusTest
@TestProfile(SyncProfile.class)
final class TargetSchemaIT {
  private static final int ROWS = 20;
  private static final IncrementRequest BY_ID =
      new IncrementRequest(null, "id", null, null, null, new DeletesRequest(100, null));

  private static TestDatabase source;
  private static TestDatabase target;
  private static MariaDbDatabase mariaDb;

  @BeforeAll
  static void databases() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("schemas_source");
    target = Stack.get().createDatabase("schemas_target");
    mariaDb = MariaDb.get().createDatabase("stock");
    mariaDb.execute("CREATE TABLE something (id int PRIMARY KEY)");
    TestTables.execute(source, "CREATE SCHEMA shop", "CREATE SCHEMA hr");
  }

  @BeforeEach
  void register() {
    SyncApi.register("schemas-source", source);
    SyncApi.register("schemas-target", target);
    SyncApi.register("schemas-mariadb", mariaDb.address(), DatabaseKind.MARIADB);
  }

  private static void create(String table) throws SQLException {
    TestTables.execute(
        source,
        "CREATE TABLE %s (id int PRIMARY KEY, note text)".formatted(table),
        "INSERT INTO %s SELECT i, 'of %s' FROM generate_series(1, %d) i"
            .formatted(table, table, ROWS));
  }

  private static ExtractRequest request(
      String from, List<String> tables, @Nullable IncrementRequest increment) {
    return ExtractRequests.incremental(from, tables, "schemas-target", increment);
  }

  private static ExtractRequest request(String table, @Nullable IncrementRequest increment) {
    return request("schemas-source", List.of(table), increment);
  }

  private static TableView loaded(ExtractView extract, String table) {
    TableView end =
        SyncApi.awaitTable(
            extract.id(),
            table,
            view -> view.state() == TableState.LOADED || view.state() == TableState.FAILED);
    assertThat(end.state()).as("%s", end.failure()).isEqualTo(TableState.LOADED);
    return end;
  }

  private static long rows(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM " + table);
  }

  private static long tablesIn(String schema) throws SQLException {
    return TestTables.number(
        target, "SELECT count(*) FROM pg_tables WHERE schemaname = '" + schema + "'");
  }

  @Test
  void eachSchemaHasItsPlaceAndTheReceiptComparesWhatIsThere() throws SQLException {
    // given
    create("shop.orders");
    create("hr.orders");

    // when
    ExtractView extract =
        SyncApi.start(
            into(
                request("schemas-source", List.of("shop.orders", "hr.orders"), null),
                Map.of("shop", "lake", "*", "Odd \"name\".x")));
    SyncApi.awaitTable(
        extract.id(), "orders", view -> SyncApi.extract(extract.id()).endedAt() != null);

    // then
    assertThat(SyncApi.extract(extract.id()).tables())
        .as("%s", SyncApi.extract(extract.id()))
        .allMatch(table -> table.state() == TableState.LOADED)
        .extracting(TableView::targetTable)
        .containsExactlyInAnyOrder(
            new QualifiedName("lake", "orders"), new QualifiedName("Odd \"name\".x", "orders"));
    assertThat(
            TestTables.number(
                target, "SELECT count(*) FROM lake.orders WHERE note = 'of shop.orders'"))
        .isEqualTo(ROWS);
    assertThat(
            TestTables.number(
                target,
                "SELECT count(*) FROM \"Odd \"\"name\"\".x\".orders WHERE note = 'of hr.orders'"))
        .isEqualTo(ROWS);
    assertThat(tablesIn("shop") + tablesIn("hr")).isZero();
    Receipt receipt = SyncApi.awaitReceipt(extract.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
    assertThat(receipt.tables())
        .extracting(TableReceipt::target)
        .contains(new QualifiedName("lake", "orders"));
    assertThat(receipt.tables().getFirst().digests().sql()).contains("-- at the target");

    // and a row that is missing there is found there
    TestTables.execute(target, "DELETE FROM lake.orders WHERE id = 1");
    assertThat(SyncApi.awaitReceipt(extract.id()).proven()).isFalse();
  }

  @Test
  void incrementsOfEachSchemaGoOnByThemselves() throws SQLException {
    // given
    create("shop.grown");
    ExtractRequest one = into(request("shop.grown", BY_ID), Map.of("shop", "first"));
    ExtractRequest two = into(request("shop.grown", BY_ID), Map.of("*", "second"));
    loaded(SyncApi.start(one), "grown");
    TestTables.execute(
        source,
        "INSERT INTO shop.grown VALUES (100, 'new')",
        "DELETE FROM shop.grown WHERE id IN (3, 4)");

    // when
    TableView merged = loaded(SyncApi.start(one), "grown");
    TableView whole = loaded(SyncApi.start(two), "grown");

    // then
    assertThat(merged.reading().increment().merged().inserted()).isOne();
    assertThat(merged.reading().increment().merged().deleted()).isEqualTo(2);
    assertThat(whole.reading().increment().merged().inserted()).isEqualTo(ROWS - 1);
    assertThat(rows("first.grown")).isEqualTo(ROWS - 1);
    assertThat(rows("second.grown")).isEqualTo(ROWS - 1);
    assertThat(tablesIn("shop")).isZero();
    List<WatermarkView> marks = watermarks("table=*.grown");
    assertThat(watermarks("table=*.grown&limit=1")).containsExactly(marks.get(0));
    assertThat(watermarks("table=*.grown&limit=1&after=" + marks.get(0).number()))
        .containsExactly(marks.get(1));
    assertThat(watermarks("table=*.grown&after=" + marks.get(1).number())).isEmpty();
    assertThat(marks)
        .extracting(WatermarkView::targetTable, WatermarkView::value)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(new QualifiedName("first", "grown"), "100"),
            org.assertj.core.groups.Tuple.tuple(new QualifiedName("second", "grown"), "100"));
  }

  @Test
  void incrementsOfAMariaDbAreMergedAndDeletedThere() throws SQLException {
    // given
    mariaDb.execute(
        "CREATE TABLE things (id int PRIMARY KEY, note varchar(9))",
        "INSERT INTO things SELECT seq, 'old' FROM seq_1_to_20");
    ExtractRequest request =
        into(request("schemas-mariadb", List.of("stock.things"), BY_ID), Map.of("stock", "public"));
    loaded(SyncApi.start(request), "things");
    mariaDb.execute(
        "INSERT INTO things VALUES (30, 'new')", "DELETE FROM things WHERE id IN (1, 2)");

    // when
    ExtractView second = SyncApi.start(request);
    TableView merged = loaded(second, "things");

    // then
    assertThat(merged.reading().increment().merged().inserted()).isOne();
    assertThat(merged.reading().increment().merged().deleted()).isEqualTo(2);
    assertThat(rows("public.things")).isEqualTo(ROWS - 1);
    assertThat(tablesIn("stock")).isZero();
    Receipt receipt = SyncApi.awaitReceipt(second.id());
    assertThat(receipt.proven()).as("%s", receipt).isTrue();
  }

  @Test
  void aTableIsOwnedWhereItIsAndALaterLoadGoesWhereItIsTold() throws SQLException {
    // given
    create("hr.staff");
    ExtractRequest request = into(request("hr.staff", null), Map.of("*", "owned"));
    ExtractView first = SyncApi.start(request);
    loaded(first, "staff");

    // when the same is asked for again
    TableView refused = SyncApi.awaitTable(SyncApi.start(request).id(), "staff", TableState.FAILED);
    // and the files are loaded elsewhere, of its own name or another
    loaded(SyncApi.start(into(request, Map.of("hr", "elsewhere"))), "staff");
    LoadRequest later =
        new LoadRequest(first.id(), "schemas-target", null, null, Map.of("hr", "later"));
    LoadView load =
        Json.read(
            SyncApi.request().body(Json.write(later)).post("/api/v1/loads").asString(),
            LoadView.class);
    TableView there = SyncApi.awaitTable(load.id(), "staff", TableState.LOADED);

    // then
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    assertThat(refused.failure().message()).contains("owned.staff", first.id().toString());
    assertThat(there.targetTable()).isEqualTo(new QualifiedName("later", "staff"));
    assertThat(rows("owned.staff")).isEqualTo(ROWS);
    assertThat(rows("elsewhere.staff")).isEqualTo(ROWS);
    assertThat(rows("later.staff")).isEqualTo(ROWS);
    assertThat(tablesIn("hr")).isZero();
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsRead() throws SQLException {
    // given
    create("shop.double");
    create("hr.double");
    List<String> both = List.of("shop.double", "hr.double");

    // then
    refuse(
        into(request("schemas-source", both, null), Map.of("*", "lake")), "would be lake.double");
    refuse(into(request("shop.double", null), Map.of("*", "pg_catalog")), "pg_catalog");
    refuse(into(request("shop.double", null), Map.of("shpo", "lake")), "shpo");
    refuse(
        into(ExtractRequest.of("schemas-source", both, null), Map.of("*", "lake")), "of a target");
  }

  private static void refuse(ExtractRequest request, String because) {
    SyncApi.request()
        .body(Json.write(request))
        .post("/api/v1/extracts")
        .then()
        .statusCode(400)
        .body("detail", containsString(because));
  }

  private static ExtractRequest into(ExtractRequest request, Map<String, String> schemas) {
    return new ExtractRequest(
        request.source(),
        request.tables(),
        request.target(),
        schemas,
        request.reading(),
        request.files(),
        request.columns(),
        request.increment(),
        request.iceberg());
  }

  private static List<WatermarkView> watermarks(String query) {
    return List.of(
        Json.read(
            SyncApi.request().get("/api/v1/extracts/watermarks?" + query).asString(),
            WatermarkView[].class));
  }
}
