package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestFaults;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Extracts by what they read, and by how they ended.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ListedExtractsIT {

  @Test
  void extractsAreFilteredByTableAndState() throws SQLException {
    // given one that is done and one that has failed
    FakeLog.get();
    TestDatabase source = Stack.get().createDatabase("listed_extracts");
    TestTables.execute(
        source,
        "CREATE TABLE good AS SELECT generate_series(1, 10) AS a",
        "CREATE TABLE bad AS SELECT generate_series(1, 10) AS a");
    SyncApi.register("listed-extracts", source);
    UUID done = SyncApi.start("listed-extracts", List.of("public.good"), null).id();
    SyncApi.awaitTable(done, "good", TableState.EXTRACTED);
    TestFaults.once(SideEffect.ANNOUNCE, Moment.BEFORE, ErrorCode.STORAGE_REFUSED);
    UUID failed = SyncApi.start("listed-extracts", List.of("public.bad"), null).id();
    SyncApi.awaitTable(failed, "bad", TableState.FAILED);

    // then
    assertThat(ids("")).containsExactly(failed.toString(), done.toString());
    assertThat(ids("&state=DONE")).containsExactly(done.toString());
    assertThat(ids("&state=FAILED")).containsExactly(failed.toString());
    assertThat(ids("&state=RUNNING")).isEmpty();
    // The filter is SQL's, the view's state is not.
    SyncApi.request()
        .get("/api/v1/extracts?source=listed-extracts")
        .then()
        .body("state", contains("FAILED", "DONE"));
    assertThat(ids("&table=public.g*")).containsExactly(done.toString());
    assertThat(ids("&table=*.*d")).hasSize(2);
    assertThat(ids("&table=public.good&state=FAILED")).isEmpty();
    assertThat(ids("&target=listed-extracts")).isEmpty();
    SyncApi.request().get("/api/v1/extracts?state=PARKED").then().statusCode(400);
  }

  private static List<String> ids(String filters) {
    return SyncApi.request()
        .get("/api/v1/extracts?source=listed-extracts" + filters)
        .then()
        .statusCode(200)
        .extract()
        .path("id");
  }
}
