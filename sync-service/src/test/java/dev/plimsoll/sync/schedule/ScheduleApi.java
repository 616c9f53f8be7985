package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.testkit.ExtractRequests;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// Schedules over HTTP, as their users have them.
final class ScheduleApi {
  private static final String ALL = "/api/v1/schedules";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private ScheduleApi() {}

  /// One table every hour.
  static ScheduleRequest hourly(String name, String source, String table, @Nullable String target) {
    IncrementRequest increment = target == null ? null : IncrementRequest.by("changed_at");
    return new ScheduleRequest(
        name,
        Duration.ofHours(1),
        ExtractRequests.incremental(source, List.of("public." + table), target, increment),
        null,
        null,
        null,
        null);
  }

  static Response post(ScheduleRequest request) {
    return SyncApi.request().body(Json.write(request)).post(ALL);
  }

  static ScheduleView create(ScheduleRequest request) {
    Response response = post(request);
    response.then().statusCode(201);
    return Json.read(response.asString(), ScheduleView.class);
  }

  /// @param ifMatch null for an edit of whatever is there
  static Response put(String name, @Nullable String ifMatch, ScheduleRequest request) {
    RequestSpecification asked = SyncApi.request().body(Json.write(request));
    return (ifMatch == null ? asked : asked.header("If-Match", ifMatch)).put(ALL + "/" + name);
  }

  static List<ScheduleView> list(String query) {
    return List.of(
        Json.read(SyncApi.request().get(ALL + "?" + query).asString(), ScheduleView[].class));
  }

  static Response get(String name) {
    return SyncApi.request().get(ALL + "/" + name);
  }

  static ScheduleView view(String name) {
    return Json.read(get(name).asString(), ScheduleView.class);
  }

  static Response act(String name, String act) {
    return SyncApi.request().post(ALL + "/" + name + "/" + act);
  }

  static Response act(String name, String act, ControlRequest who) {
    return SyncApi.request().body(Json.write(who)).post(ALL + "/" + name + "/" + act);
  }

  static Response remove(String name, String by, String reason) {
    return SyncApi.request()
        .queryParam("by", by)
        .queryParam("reason", reason)
        .delete(ALL + "/" + name);
  }

  /// The latest first.
  static List<ScheduleChange> changes(String name) {
    return List.of(
        Json.read(
            SyncApi.request().get(ALL + "/" + name + "/changes").asString(),
            ScheduleChange[].class));
  }

  static Response remove(String name) {
    return SyncApi.request().delete(ALL + "/" + name);
  }

  /// The latest first.
  static List<RunView> runs(String name) {
    return List.of(
        Json.read(SyncApi.request().get(ALL + "/" + name + "/runs").asString(), RunView[].class));
  }

  static RunView awaitRun(String name, long number, Predicate<RunView> condition) {
    return Awaitility.await("run " + number + " of " + name)
        .atMost(PATIENCE)
        .until(
            () ->
                runs(name).stream().filter(run -> run.number() == number).findFirst().orElse(null),
            run -> run != null && condition.test(run));
  }

  static RunView awaitEnd(String name, long number) {
    return awaitRun(
        name, number, run -> run.state() == RunState.DONE || run.state() == RunState.FAILED);
  }
}
