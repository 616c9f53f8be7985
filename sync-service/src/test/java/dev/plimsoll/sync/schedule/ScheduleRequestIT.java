package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be asked of schedules, and what asking twice does.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ScheduleRequestIT {
  private static TestDatabase source;

  @Inject DataSource service;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("schedule_requests");
    TestTables.execute(source, "CREATE TABLE files_only AS SELECT generate_series(1, 10) AS a");
  }

  @BeforeEach
  void register() {
    SyncApi.register("schedule-requests", source);
  }

  @Test
  void otherDueTimesAreAnotherSchedule() {
    // given
    Instant firstAt = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    ScheduleView first = ScheduleApi.create(at("timed", firstAt));

    // when
    ScheduleView same = ScheduleApi.create(at("timed", firstAt.minus(Duration.ofHours(5))));
    Response other = ScheduleApi.post(at("timed", firstAt.plus(Duration.ofMinutes(1))));

    // then
    assertThat(first.nextAt()).isEqualTo(firstAt);
    assertThat(same).isEqualTo(first);
    other.then().statusCode(409).body("detail", containsString("edit or remove it"));
    ScheduleApi.post(at("late", firstAt.plus(Duration.ofDays(400))))
        .then()
        .statusCode(400)
        .body("detail", containsString("366 days from now"));
  }

  private static ScheduleRequest at(String name, Instant firstAt) {
    ScheduleRequest hourly = ScheduleApi.hourly(name, "schedule-requests", "files_only", null);
    return new ScheduleRequest(name, hourly.every(), hourly.extract(), firstAt, null, null, null);
  }

  @Test
  void creatingTwiceIsTheSameAndAnotherOfThatNameIsRefused() {
    ScheduleView first =
        ScheduleApi.create(ScheduleApi.hourly("twice", "schedule-requests", "files_only", null));
    ScheduleView second =
        ScheduleApi.create(ScheduleApi.hourly("twice", "schedule-requests", "files_only", null));

    assertThat(second.createdAt()).isEqualTo(first.createdAt());
    ScheduleApi.post(ScheduleApi.hourly("twice", "schedule-requests", "other", null))
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("code", equalTo("conflict"));
    ScheduleApi.awaitEnd("twice", 1);
    ScheduleApi.remove("twice").then().statusCode(204);
    ScheduleApi.get("twice").then().statusCode(404);
    ScheduleApi.remove("twice").then().statusCode(404);
  }

  @Test
  void whoHasChangedWhatIsKeptForGood() throws SQLException {
    // given
    ScheduleRequest hourly = ScheduleApi.hourly("audited", "schedule-requests", "files_only", null);
    ScheduleApi.create(
        new ScheduleRequest(
            "audited", hourly.every(), hourly.extract(), null, null, "ann", "for sales"));
    ScheduleApi.create(hourly);
    ScheduleApi.awaitEnd("audited", 1);

    // when
    ControlRequest ben = new ControlRequest("ben", "maintenance");
    ScheduleApi.act("audited", "pause", ben).then().statusCode(200);
    ScheduleApi.act("audited", "pause", ben).then().statusCode(200);
    ScheduleApi.act("audited", "run", new ControlRequest("cyd", null)).then().statusCode(202);
    ScheduleApi.awaitEnd("audited", 2);
    ScheduleApi.act("audited", "resume").then().statusCode(200);
    ScheduleApi.remove("audited", "ann", "not used").then().statusCode(204);

    // then
    List<ScheduleChange> changes = ScheduleApi.changes("audited");
    assertThat(changes)
        .extracting(ScheduleChange::act, ScheduleChange::by, ScheduleChange::reason)
        .containsExactly(
            tuple(Act.REMOVED, "ann", "not used"),
            tuple(Act.RESUMED, "a user of the API", null),
            tuple(Act.RUN, "cyd", null),
            tuple(Act.PAUSED, "ben", "maintenance"),
            tuple(Act.CREATED, "ann", "for sales"));
    assertThat(changes)
        .allSatisfy(
            change -> {
              assertThat(change.every()).isEqualTo(Duration.ofHours(1));
              assertThat(change.extract()).isEqualTo(hourly.extract());
            });
    assertThat(ScheduleApi.changes("nobody")).isEmpty();
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement()) {
      for (String change : List.of("DELETE FROM schedule_change", "TRUNCATE schedule_change")) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> statement.execute(change))
            .withMessageContaining("never changed or removed");
      }
    }
  }

  @Test
  void namesThatAreTooLongAreRefused() {
    ScheduleApi.remove("nobody", "x".repeat(101), "")
        .then()
        .statusCode(400)
        .body("detail", containsString("100 characters"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400 | name must be given",
        "{`name`: `a b`, `every`: `PT15M`, `extract`: {`source`: `x`, `tables`: [`a.b`]}} | 400 | a name is",
        "{`name`: `x`, `every`: `PT5S`, `extract`: {}} | 400 | every must be",
        "{`name`: `x`, `every`: `PT15M`} | 400 | extract must be given",
        "{`name`: `x`, `every`: `PT15M`, `extract`: {`source`: `schedule-requests`, `tables`: [`a.b`],"
            + " `target`: `schedule-requests`}} | 400 | needs an increment",
        "{`name`: `x`, `every`: `PT15M`, `extract`: {`source`: `schedule-requests`, `tables`: [`a.b`],"
            + " `increment`: {`column`: `c`, `restart`: true}}} | 400 | restart",
        "{`name`: `x`, `every`: `PT15M`, `verify`: true, `extract`: {`source`: `schedule-requests`,"
            + " `tables`: [`a.b`]}} | 400 | it needs a target",
        "{`name`: `x`, `every`: `PT15M`, `extract`: {`source`: `schedule-requests`, `tables`: [`a.b`],"
            + " `iceberg`: {`catalog`: `schedule-requests`}}} | 400 | needs iceberg.write",
        "{`name`: `x`, `every`: `PT15M`, `extract`: {`source`: `nobody`, `tables`: [`a.b`]}} | 404 |"
            + " nobody"
      })
  void whatMeansNothingIsRefused(String body, int status, String says) {
    SyncApi.request()
        .body(body.replace('`', '"'))
        .post("/api/v1/schedules")
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("detail", containsString(says));
    ScheduleApi.get("x").then().statusCode(404);
  }
}
