package dev.plimsoll.sync.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.connector.redshift.IamRole;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.RedshiftLoadRequest;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.load.RequestedLoadStore;
import dev.plimsoll.sync.load.RequestedLoadStore.NewLoad;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// There is no Redshift here: what answers is a PostgreSQL, and is refused for it. So everything
/// around the cluster is held here, and what is done in it by `CopyLedgerIT` of the connector.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class RedshiftLoadIT {
  private static final String TARGET = "no-redshift";

  private static TestDatabase source;
  private static TestDatabase target;

  @Inject private SyncDatabase database;
  @Inject private RequestedLoadStore loads;
  @Inject private Registry registry;
  @Inject private RedshiftStore store;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("redshift_load_source");
    target = Stack.get().createDatabase("redshift_load_target");
    TestTables.execute(
        source,
        "CREATE TABLE plain (id int PRIMARY KEY, name varchar(20))",
        "INSERT INTO plain SELECT i, 'n' || i FROM generate_series(1, 100) i");
  }

  private static ExtractView extracted() {
    SyncApi.register("redshift-load", source);
    ExtractView extract = SyncApi.start("redshift-load", List.of("public.plain"), null);
    SyncApi.awaitTable(extract.id(), "plain", TableState.EXTRACTED);
    return extract;
  }

  private static Response post(RedshiftLoadRequest request) {
    return SyncApi.request().body(Json.write(request)).post("/api/v1/loads/redshift");
  }

  private static void refused(Response response, ErrorCode code) {
    assertThat(response.path("code").toString()).as(response.asString()).isEqualTo(code.value());
  }

  @Test
  void onlyARedshiftIsRegisteredAsOneAndLoadedAsOne() {
    // given
    ExtractView extract = extracted();
    SyncApi.register("redshift-load-postgres", target);

    // then
    refused(
        SyncApi.check(TARGET, target.address(), DatabaseKind.REDSHIFT),
        ErrorCode.UNSUPPORTED_SERVER);
    refused(
        post(new RedshiftLoadRequest(extract.id(), "redshift-load-postgres", null, null, null)),
        ErrorCode.INVALID_REQUEST);
    refused(
        post(new RedshiftLoadRequest(extract.id(), "nobody", null, null, null)),
        ErrorCode.NOT_FOUND);

    // when
    SyncApi.register(TARGET, target.address(), DatabaseKind.REDSHIFT);

    // then
    refused(
        post(new RedshiftLoadRequest(extract.id(), TARGET, null, null, null)),
        ErrorCode.UNSUPPORTED_SERVER);
    refused(
        post(new RedshiftLoadRequest(extract.id(), TARGET, "AKIAEXAMPLE", null, null)),
        ErrorCode.INVALID_REQUEST);
    refused(
        SyncApi.request()
            .body(Json.write(new LoadRequest(extract.id(), TARGET, null, null, null)))
            .post("/api/v1/loads"),
        ErrorCode.INVALID_REQUEST);
    refused(SyncApi.post(TARGET, List.of("public.*"), null), ErrorCode.INVALID_REQUEST);
    refused(
        SyncApi.post("redshift-load", List.of("public.plain"), TARGET), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aTableFailsByItselfIsRetriedAndIsCountedOnceWhenItIsLoaded() {
    // given a load that a Redshift had taken, which is not one any more
    ExtractView extract = extracted();
    SyncApi.register(TARGET, target.address(), DatabaseKind.REDSHIFT);
    UUID id = started(extract.id());

    // when
    TableView failed = awaitTable(id, TableState.FAILED);

    // then
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.UNSUPPORTED_SERVER);
    assertThat(failed.counters().rowsLoaded()).isZero();

    // when
    SyncApi.request()
        .post("/api/v1/loads/{id}/tables/public/plain/retry", id)
        .then()
        .statusCode(202);

    // then
    assertThat(awaitTable(id, TableState.FAILED).failure().code())
        .isEqualTo(ErrorCode.UNSUPPORTED_SERVER);

    // when what follows a COPY is noted, twice
    UUID table = table(id).id();
    store.loaded(table);
    store.loaded(table);
    SyncApi.request()
        .post("/api/v1/loads/{id}/tables/public/plain/retry", id)
        .then()
        .statusCode(202);

    // then
    assertThat(awaitTable(id, TableState.LOADED).counters().rowsLoaded()).isEqualTo(100);
    assertThat(store.open()).doesNotContain(table);
    refused(SyncApi.request().post("/api/v1/extracts/" + id + "/receipt"), ErrorCode.CONFLICT);
  }

  // As a request does it, once the cluster has answered.
  private UUID started(UUID extract) {
    UUID id = UUID.randomUUID();
    database.tell(
        connection -> {
          loads.insert(
              connection,
              new NewLoad(id, extract, TARGET, TargetSchemas.SAME, null, "{}"),
              TableRows.ofExtract(connection, extract),
              Map.of());
          RedshiftStore.note(connection, id, new IamRole(null), true);
        });
    return id;
  }

  private ExtractTable table(UUID id) {
    return database.ask(connection -> TableRows.ofExtract(connection, id).getFirst());
  }

  private static LoadView view(UUID id) {
    return Json.read(SyncApi.request().get("/api/v1/loads/" + id).asString(), LoadView.class);
  }

  private static TableView awaitTable(UUID id, TableState state) {
    return await(state + " of " + id)
        .until(() -> view(id).tables().getFirst(), table -> table.state() == state);
  }
}
