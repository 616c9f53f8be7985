package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.sync.ScheduleViews;
import dev.plimsoll.cli.sync.SyncViews;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The walk of every verb that asks the sync service.
final class SyncCases {
  private static final String AT = "/extracts/" + SyncViews.EXTRACT;

  private static final String SCHEDULE = "/schedules/orders";

  private SyncCases() {}

  private static FakeApi known(FakeApi sync) {
    return sync.on("GET /extracts", List.of(SyncViews.running(1), SyncViews.halfFailed()))
        .on("GET /extracts?beginning=5eed", List.of(SyncViews.halfFailed()))
        .on("GET " + AT, SyncViews.halfFailed())
        .on("POST " + AT + "/receipt", Map.of())
        .on("GET /schedules", List.of(ScheduleViews.failing()))
        .on("GET " + SCHEDULE, ScheduleViews.failing())
        .on("GET " + SCHEDULE + "/runs", ScheduleViews.runs());
  }

  private static FakeApi nothing(FakeApi sync) {
    return sync.on("GET /extracts", List.of())
        .on("GET /schedules", List.of())
        .on("GET " + SCHEDULE, ScheduleViews.unstarted())
        .on("GET " + SCHEDULE + "/runs", List.of())
        .on("GET /extracts?beginning=5eed", List.of(SyncViews.extract(State.DONE, null)));
  }

  private static Case ok(String arguments, String call, Object answer, int exitCode, String says) {
    return new Case("ok", arguments, api -> known(api).on(call, answer), exitCode, says);
  }

  private static Case empty(String arguments, String says) {
    return new Case("empty", arguments, SyncCases::nothing, 0, says);
  }

  /// There is what it asks about, and of it an empty list.
  private static Case none(String arguments, String call, String says) {
    return new Case("empty", arguments, api -> known(api).on(call, List.of()), 0, says);
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    return new Case(
        "error",
        arguments,
        api -> known(api).refuse(call, code, "because of this"),
        exitCode,
        "because of this");
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    String run = "extract run shop shop.*";
    cases.add(ok(run, "POST /extracts", SyncViews.running(1), 0, "1 extracting, 1 planned"));
    cases.add(ok(run, "POST /extracts", SyncViews.halfFailed(), 1, "shop.items FAILED"));
    cases.add(refused(run, "POST /extracts", ErrorCode.TABLE_NOT_FOUND, 3));
    cases.add(refused(run, "POST /extracts", ErrorCode.INVALID_REQUEST, 2));
    String explain = "extract explain shop shop.*";
    String asked = "POST /extracts/explain";
    ExtractExplanation none = new ExtractExplanation(List.of(), 0, 0, 0, 0);
    cases.add(ok(explain, asked, SyncViews.explanation(), 0, "an ordinary heap of 62 ranges"));
    cases.add(ok(explain, asked, none, 0, "next: "));
    cases.add(refused(explain, asked, ErrorCode.DATABASE_UNREACHABLE, 1));
    cases.add(ok("extract list", "GET /databases", List.of(), 0, "1,000,123"));
    cases.add(empty("extract list", "There are no extracts."));
    cases.add(
        ok(
            "extract list --source shop --into dwh --table shop.o* --state failed",
            "GET /extracts?source=shop&target=dwh&table=shop.o*&state=FAILED",
            List.of(SyncViews.halfFailed()),
            0,
            "5eed"));
    cases.add(refused("extract list", "GET /extracts", ErrorCode.UNAUTHENTICATED, 4));
    cases.add(ok("extract show 5eed", "GET /databases", List.of(), 0, "shop.items FAILED"));
    cases.add(empty("extract show 5eed", "no tables; 0 rows in 0 files"));
    cases.add(refused("extract show " + SyncViews.EXTRACT, "GET " + AT, ErrorCode.NOT_FOUND, 3));
    for (String act : List.of("cancel", "pause", "resume")) {
      String steer = "extract " + act + " 5eed";
      cases.add(ok(steer, "POST " + AT + "/" + act, SyncViews.running(1), 0, "1 planned"));
      cases.add(refused(steer, "POST " + AT + "/" + act, ErrorCode.NOT_PERMITTED, 4));
    }
    String retry = "POST " + AT + "/tables/shop/items/retry";
    cases.add(ok("extract retry 5eed", retry, SyncViews.running(1), 0, "1 planned"));
    cases.add(empty("extract retry 5eed", "Nothing of it has failed."));
    cases.add(refused("extract retry 5eed --table shop.items", retry, ErrorCode.CONFLICT, 1));
    String discard = "POST " + AT + "/tables/shop/items/discard";
    String take = "extract discard 5eed --table shop.items --yes";
    cases.add(ok(take, discard, SyncViews.halfFailed(), 0, "its rows are gone from the target"));
    cases.add(refused(take, discard, ErrorCode.CONFLICT, 1));
    cases.addAll(loads());
    cases.addAll(receipts());
    cases.addAll(thresholds());
    cases.addAll(analyses());
    cases.addAll(schedules());
    return cases;
  }

  private static List<Case> schedules() {
    String create = "schedule create orders --source shop --table shop.orders --every 15m";
    String made = "POST /schedules";
    List<Case> cases = new ArrayList<>();
    cases.add(ok(create, made, ScheduleViews.unstarted(), 0, "orders: shop.orders of shop"));
    cases.add(refused(create, made, ErrorCode.CONFLICT, 1));
    cases.add(refused(create, made, ErrorCode.INVALID_REQUEST, 2));
    String put = "PUT " + SCHEDULE;
    cases.add(ok("schedule edit orders --every 15m", put, ScheduleViews.failing(), 0, "every 15m"));
    cases.add(refused("schedule edit orders --every 5m", put, ErrorCode.EDITED_MEANWHILE, 1));
    cases.add(
        ok(
            "schedule list --source shop --into dwh",
            "GET /schedules?source=shop&target=dwh",
            List.of(ScheduleViews.failing()),
            0,
            "FAILED"));
    cases.add(ok("schedule list", "GET /databases", List.of(), 0, "FAILED"));
    cases.add(empty("schedule list", "Nothing is extracted by the clock."));
    cases.add(refused("schedule list", "GET /schedules", ErrorCode.INTERNAL, 1));
    cases.add(ok("schedule show orders", "GET /databases", List.of(), 0, "fix: "));
    cases.add(empty("schedule show orders", "orders: shop.orders of shop"));
    cases.add(refused("schedule show orders", "GET " + SCHEDULE, ErrorCode.NOT_FOUND, 3));
    for (String act : List.of("pause", "resume", "run")) {
      String call = "POST " + SCHEDULE + "/" + act;
      cases.add(ok("schedule " + act + " orders", call, ScheduleViews.failing(), 0, "every 15m"));
      cases.add(refused("schedule " + act + " orders", call, ErrorCode.CONFLICT, 1));
    }
    String remove = "DELETE " + SCHEDULE + "?by=" + PlannerApiCommand.me();
    cases.add(ok("schedule remove orders --yes", remove, Map.of(), 0, "no longer"));
    cases.add(refused("schedule remove orders --yes", remove, ErrorCode.NOT_FOUND, 3));
    String changes = "GET /schedules/changes";
    ScheduleChange change = ScheduleViews.change(Act.PAUSED, "ann", null);
    cases.add(ok("schedule history", changes, List.of(change), 0, "orders paused by ann"));
    cases.add(none("schedule history", changes, "Nobody has changed"));
    cases.add(refused("schedule history", changes, ErrorCode.INTERNAL, 1));
    return cases;
  }

  private static List<Case> loads() {
    String loads = "GET /loads?beginning=10ad";
    String one = "GET /loads/" + SyncViews.LOAD;
    String retry = "POST /loads/" + SyncViews.LOAD + "/tables/shop/items/retry";
    String discard = "POST /loads/" + SyncViews.LOAD + "/tables/shop/items/discard";
    String take = "load discard 10ad --table shop.items --yes";
    String run = "load run 5eed --into dwh";
    String redshift = "load redshift 5eed --slices 4";
    String watched = "load show " + SyncViews.LOAD + " --watch --every 1ms";
    return List.of(
        ok(run, "POST /loads", SyncViews.refusedLoad(), 1, "drop or relax what the detail names"),
        refused(run, "POST /loads", ErrorCode.CONFLICT, 1),
        new Case(
            "ok",
            take,
            api ->
                api.on(loads, List.of(SyncViews.refusedLoad()))
                    .on(discard, SyncViews.refusedLoad()),
            0,
            "its rows are gone from the target"),
        new Case(
            "error",
            take,
            api ->
                api.on(loads, List.of(SyncViews.refusedLoad()))
                    .refuse(discard, ErrorCode.CONFLICT, "because of this"),
            1,
            "because of this"),
        ok("load list", "GET /loads", List.of(SyncViews.refusedLoad()), 0, "1,004,123"),
        new Case(
            "empty", "load list", api -> api.on("GET /loads", List.of()), 0, "There are no loads."),
        refused("load list", "GET /loads", ErrorCode.UNAUTHENTICATED, 4),
        ok("load show 10ad", loads, List.of(SyncViews.refusedLoad()), 0, "shop.items FAILED"),
        ok(watched, one, SyncViews.refusedLoad(), 1, "1 failed, 1 loaded"),
        refused("load show 10ad", loads, ErrorCode.INTERNAL, 1),
        new Case(
            "ok",
            "load retry 10ad",
            api ->
                api.on(loads, List.of(SyncViews.refusedLoad())).on(retry, SyncViews.refusedLoad()),
            0,
            "row-refused"),
        ok(redshift, "POST /loads/redshift/explain", SyncViews.redshift(), 5, "FORMAT AS PARQUET"),
        refused(redshift, "POST /loads/redshift/explain", ErrorCode.INVALID_REQUEST, 2),
        ok(
            "load redshift 5eed --into dwh --no-create",
            "POST /loads/redshift",
            SyncViews.refusedLoad(),
            1,
            "shop.items FAILED"),
        refused(
            "load redshift 5eed --into dwh",
            "POST /loads/redshift",
            ErrorCode.UNSUPPORTED_SERVER,
            5),
        new Case(
            "error",
            "load retry 10ad --table shop.items",
            api ->
                api.on(loads, List.of(SyncViews.refusedLoad()))
                    .refuse(retry, ErrorCode.CONFLICT, "because of this"),
            1,
            "because of this"));
  }

  private static List<Case> analyses() {
    String analysis = "extract analysis 5eed";
    String asked = "GET " + AT + "/analyses";
    String history = "GET /databases/shop/tables/shop/orders/analyses";
    return List.of(
        ok(analysis, asked, List.of(SyncViews.analysis()), 0, "  #:._"),
        none(analysis, asked, "Nothing is remembered of it."),
        refused(analysis, asked, ErrorCode.INTERNAL, 1),
        ok(
            analysis + " --table shop.orders --history",
            history,
            List.of(SyncViews.analysis()),
            0,
            "1,000,123"),
        refused(
            analysis + " --table shop.orders --history", history, ErrorCode.UNAUTHENTICATED, 4));
  }

  private static List<Case> thresholds() {
    String set = "threshold edit detection.efficiency_threshold=0.2 --reason why";
    String history = "GET /thresholds/changes";
    return List.of(
        ok("threshold list", "GET /thresholds", SyncViews.thresholds(0), 0, "comes with them"),
        ok("threshold list", "GET /thresholds", SyncViews.thresholds(3), 0, "by ann: half empty"),
        refused("threshold list", "GET /thresholds", ErrorCode.UNAUTHENTICATED, 4),
        ok(set, "PATCH /thresholds", SyncViews.thresholds(3), 0, "efficiency_threshold=0.2"),
        refused(set, "PATCH /thresholds", ErrorCode.INVALID_REQUEST, 2),
        refused(set + " --if-version 2", "PATCH /thresholds", ErrorCode.CONFLICT, 1),
        ok(
            "threshold history",
            history,
            List.of(SyncViews.thresholdChange()),
            0,
            "detection.efficiency_threshold: 0.1 to 0.2"),
        none("threshold history", history, "No threshold was ever changed."),
        refused("threshold history", history, ErrorCode.INTERNAL, 1));
  }

  private static List<Case> receipts() {
    String receipt = "GET " + AT + "/receipt";
    String verify = "receipt create " + SyncViews.EXTRACT + " --every 1ms";
    Receipt different =
        SyncViews.receipt(Receipt.State.DONE, false, SyncViews.lacking(SyncViews.ORDERS));
    String show = "receipt show " + SyncViews.EXTRACT;
    return List.of(
        ok(show, receipt, different, 7, "NOT PROVEN"),
        refused(show, receipt, ErrorCode.NOT_FOUND, 3),
        new Case(
            "ok",
            verify,
            api -> known(api).on("GET " + AT, SyncViews.loaded()).on(receipt, different),
            7,
            "NOT PROVEN"),
        new Case(
            "error",
            verify,
            api ->
                known(api)
                    .on("GET " + AT, SyncViews.loaded())
                    .refuse(receipt, ErrorCode.INTERNAL, "because of this"),
            1,
            "because of this"));
  }
}
