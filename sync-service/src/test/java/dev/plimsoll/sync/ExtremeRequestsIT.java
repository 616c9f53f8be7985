package dev.plimsoll.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ColumnsRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FileSize;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.SpecialValuesRule;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.RedshiftLoadRequest;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.testkit.Extremes;
import dev.plimsoll.testkit.HttpApi.Answer;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests with something extreme in each of their places: refused with a reason, or carried.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ExtremeRequestsIT {
  private static TestDatabase source;

  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("extreme_requests");
    TestTables.execute(source, "CREATE TABLE few AS SELECT generate_series(1, 10)::bigint AS a");
  }

  @Test
  void noRequestIsADefect() {
    // given
    SyncApi.register("extremes", source);
    UUID nothing = UUID.randomUUID();
    List<String> failures = new ArrayList<>();

    // when
    tryAll(
        new DatabaseCheckRequest("extremes", DatabaseKind.POSTGRES, source.address()),
        "database",
        at("/api/v1/databases/test"),
        failures);
    SyncApi.register("extremes", source);
    tryAll(everything(), "explain", at("/api/v1/extracts/explain"), failures);
    tryAll(
        new ScheduleRequest(
            "extremes",
            Duration.ofDays(366),
            ExtractRequest.of("extremes", List.of("public.few"), null),
            Instant.now().plus(Duration.ofDays(365)),
            false,
            "me",
            "since"),
        "schedule",
        body -> {
          Answer answer = SyncApi.http().send("POST", "/api/v1/schedules", body);
          SyncApi.http().send("DELETE", "/api/v1/schedules/extremes", "");
          return answer;
        },
        failures);
    tryAll(
        new LoadRequest(nothing, "extremes", List.of("public.few"), true, null),
        "load",
        at("/api/v1/loads"),
        failures);
    tryAll(
        new RedshiftRequest(nothing, "arn:aws:iam::1:role/a", 4, List.of("public.few")),
        "redshift plan",
        at("/api/v1/loads/redshift/explain"),
        failures);
    tryAll(
        new RedshiftLoadRequest(
            nothing, "extremes", "arn:aws:iam::1:role/a", List.of("public.few"), true),
        "redshift load",
        at("/api/v1/loads/redshift"),
        failures);
    tryAll(
        new ControlRequest("me", "since"),
        "pause",
        at("/api/v1/schedules/nothing/pause"),
        failures);
    tryJson(
        """
        {"by": "me", "reason": "since", "version": 1,
         "sparse_sequence_optimization": {"enabled": true, "detection": {"efficiency_threshold": 0.5}}}
        """,
        "thresholds",
        body -> SyncApi.http().send("PATCH", "/api/v1/thresholds", body),
        failures);

    // then
    assertThat(failures).isEmpty();
  }

  @Test
  void nothingOfARequestIsPassedOver() {
    assertThat(Extremes.withUnknownProperties(everything()))
        .hasSizeGreaterThan(5)
        .allSatisfy(
            body -> {
              Answer answer = at("/api/v1/extracts").apply(body.json());
              assertThat(answer.status()).isEqualTo(400);
              assertThat(answer.body()).contains("somethingElse is no property here");
            });
  }

  private static ExtractRequest everything() {
    return new ExtractRequest(
        "extremes",
        List.of("public.few"),
        "extremes",
        null,
        new ReadingRequest("ctid", "table", 2),
        new FilesRequest(new FileSize(1L << 20, null), "zstd", List.of("a"), "none"),
        new ColumnsRequest("refuse", List.of(new SpecialValuesRule("public.few.a", "keep"))),
        new IncrementRequest("column", "a", "1", "add", false, new DeletesRequest(10, 1_000_000L)),
        new IcebergRequest("extremes", "a.b", true, "append"));
  }

  private static Function<String, Answer> at(String path) {
    return body -> SyncApi.http().send("POST", path, body);
  }

  private static void tryAll(
      Record request, String what, Function<String, Answer> send, List<String> failures) {
    tryBodies(Extremes.of(request), what, send, failures);
  }

  private static void tryJson(
      String request, String what, Function<String, Answer> send, List<String> failures) {
    tryBodies(Extremes.of(request), what, send, failures);
  }

  private static void tryBodies(
      List<Extremes.Body> bodies,
      String what,
      Function<String, Answer> send,
      List<String> failures) {
    for (Extremes.Body body : bodies) {
      Answer answer = send.apply(body.json());
      // A host that nobody answers at is the one thing of these that is not said of the request.
      if (answer.status() >= 500 && !answer.body().contains("unreachable")) {
        failures.add(what + body + ": " + answer.status() + " " + answer.body());
      }
    }
  }
}
