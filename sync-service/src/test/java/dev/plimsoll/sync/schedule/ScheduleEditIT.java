package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Edits of schedules: by the edition that was read, and sent again where the answer was lost.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ScheduleEditIT {
  private static final String SOURCE = "schedule-edits";
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("schedule_edits");
    TestTables.execute(
        source,
        "CREATE TABLE first AS SELECT generate_series(1, 10) AS a",
        "CREATE TABLE second AS SELECT generate_series(1, 20) AS a");
  }

  @BeforeEach
  void register() {
    SyncApi.register(SOURCE, source);
  }

  private static ScheduleRequest request(
      String name, Duration every, String table, @Nullable String by) {
    return new ScheduleRequest(
        name,
        every,
        ScheduleApi.hourly(name, SOURCE, table, null).extract(),
        null,
        null,
        by,
        by == null ? null : "because");
  }

  private static String created(String name) {
    ScheduleApi.create(request(name, Duration.ofHours(1), "first", null));
    ScheduleApi.awaitEnd(name, 1);
    return ScheduleApi.get(name).header("ETag");
  }

  @Test
  void schedulesArePagedByNameEachWithItsLastRun() {
    // given
    created("paged-a");
    created("paged-b");

    // then
    assertThat(ScheduleApi.list("limit=1&after=paged-"))
        .singleElement()
        .satisfies(
            first -> {
              assertThat(first.name()).isEqualTo("paged-a");
              assertThat(first.run().state()).isEqualTo(RunState.DONE);
            });
    assertThat(ScheduleApi.list("limit=1&after=paged-a&source=" + SOURCE))
        .extracting(ScheduleView::name)
        .containsExactly("paged-b");
    assertThat(ScheduleApi.list("after=paged-&source=elsewhere")).isEmpty();
  }

  @Test
  void theNextRunGoesByTheEditAndItIsOnRecord() {
    // given
    String tag = created("edited");
    ScheduleView before = ScheduleApi.view("edited");

    // when
    Response answer = ScheduleApi.put("edited", tag, request("edited", QUARTER, "second", "ann"));

    // then
    answer.then().statusCode(200).header("ETag", equalTo("\"2\""));
    ScheduleView edited = ScheduleApi.view("edited");
    assertThat(edited.every()).isEqualTo(QUARTER);
    assertThat(edited.nextAt()).isBefore(before.nextAt());
    ScheduleChange change = ScheduleApi.changes("edited").getFirst();
    assertThat(change.act()).isEqualTo(Act.EDITED);
    assertThat(change.by()).isEqualTo("ann");
    assertThat(change.reason()).isEqualTo("because");
    assertThat(change.every()).isEqualTo(QUARTER);
    ScheduleApi.act("edited", "run").then().statusCode(202);
    assertThat(ScheduleApi.awaitEnd("edited", 2).state()).isEqualTo(RunState.DONE);
    assertThat(ScheduleApi.runs("edited").getFirst().counters().rowsExtracted()).isEqualTo(20);
  }

  @Test
  void anEditWhoseAnswerWasLostIsSentAgain() {
    // given
    String tag = created("lost");
    ScheduleRequest edit = request("lost", QUARTER, "first", "ann");
    ScheduleApi.put("lost", tag, edit).then().statusCode(200);

    // when
    Response again = ScheduleApi.put("lost", tag, edit);

    // then
    again.then().statusCode(200).header("ETag", equalTo("\"2\""));
    assertThat(ScheduleApi.changes("lost"))
        .extracting(ScheduleChange::act)
        .isEqualTo(List.of(Act.EDITED, Act.CREATED));
  }

  @Test
  void whatSomebodyElseHasEditedIsNotOverwritten() {
    // given
    String tag = created("raced-edit");
    ScheduleApi.put("raced-edit", tag, request("raced-edit", QUARTER, "first", "ann"))
        .then()
        .statusCode(200);

    // when
    Response other =
        ScheduleApi.put("raced-edit", tag, request("raced-edit", QUARTER, "second", "ben"));

    // then
    other
        .then()
        .statusCode(412)
        .body("code", equalTo("edited-meanwhile"))
        .body("detail", containsString("is at edition 2, and not at \"1\""));
    assertThat(ScheduleApi.view("raced-edit").extract().tables()).containsExactly("public.first");
  }

  @Test
  void whatIsNotThereOrWouldBeRefusedIsNotEdited() {
    created("kept-as-it-is");

    ScheduleApi.put("nobody", null, request("nobody", QUARTER, "first", null))
        .then()
        .statusCode(404);
    ScheduleApi.put("kept-as-it-is", null, request("another", QUARTER, "first", null))
        .then()
        .statusCode(400);
    ScheduleApi.put("kept-as-it-is", null, request("kept-as-it-is", Duration.ZERO, "first", null))
        .then()
        .statusCode(400);
    assertThat(ScheduleApi.changes("kept-as-it-is")).hasSize(1);
    ScheduleApi.post(request("changes", QUARTER, "first", null)).then().statusCode(400);
  }
}
