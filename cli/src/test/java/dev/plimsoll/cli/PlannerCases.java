package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The walk of every verb that asks the planner.
final class PlannerCases {
  private static final PauseView PAUSED =
      new PauseView(true, "ann", 1, "shop is paused; 1 build goes on");
  private static final PauseView RESUMED = new PauseView(false, "", 0, "shop goes on");

  private static final String BY = "?by=" + PlannerApiCommand.me();

  private static Case ok(String arguments, Consumer<FakeApi> given, int exitCode, String says) {
    return new Case("ok", arguments, given, exitCode, says);
  }

  private static Case empty(String arguments, Consumer<FakeApi> given, String says) {
    return new Case("empty", arguments, given, 0, says);
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    return new Case(
        "error",
        arguments,
        planner -> known(planner).refuse(call, code, "because of this"),
        exitCode,
        "because of this");
  }

  private static FakeApi known(FakeApi planner) {
    return planner
        .on("GET /databases", List.of(Views.shop()))
        .on("GET /databases/shop", Views.shop())
        .on("POST /databases/test", Map.of())
        .on("GET /plans?database=shop", List.of(Views.draft()))
        .on("GET /plans?beginning=aaaa1111", List.of())
        .on("GET /plans/" + Views.PLAN, Views.plan(PlanView.State.RUNNING))
        .on("GET /builds", List.of(Views.blocked(), Views.running(0.5)))
        .on("GET /builds?beginning=aaaa1111", List.of(Views.running(0.5)))
        .on("GET /builds?beginning=bbbb2222", List.of(Views.failed()))
        .on("GET /builds?database=shop", List.of(Views.blocked(), Views.running(0.5)))
        .on("GET /builds?plan=" + Views.PLAN, List.of(Views.blocked(), Views.running(0.5)))
        .on("GET /builds/" + Views.ORDERS, Views.running(0.5))
        .on("GET /builds/" + Views.ITEMS, Views.failed());
  }

  private static FakeApi nothing(FakeApi planner) {
    return planner
        .on("GET /databases", List.of())
        .on("GET /databases/shop", Views.shop())
        .on("POST /databases/test", Map.of())
        .on("GET /plans?database=shop", List.of())
        .on("GET /plans?beginning=aaaa1111", List.of())
        .on("GET /builds", List.of())
        .on("GET /builds?database=shop", List.of());
  }

  private PlannerCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    String add = "db create new --host db.example --database d --user u --preset small";
    cases.add(ok(add, p -> known(p).on("PUT /databases/new" + BY, Views.shop()), 0, "Load line"));
    cases.add(empty(add, p -> nothing(p).on("PUT /databases/new" + BY, Views.shop()), "Load line"));
    cases.add(refused(add, "PUT /databases/new" + BY, ErrorCode.AUTHENTICATION_FAILED, 4));
    cases.add(ok("db list", PlannerCases::known, 0, "owner@db.example:5432/shop"));
    cases.add(empty("db list", PlannerCases::nothing, "No database is registered"));
    cases.add(refused("db list", "GET /databases", ErrorCode.INTERNAL, 1));
    cases.add(ok("db show shop", PlannerCases::known, 0, "shop.*: primary key (id)"));
    cases.add(refused("db show shop", "GET /databases/shop", ErrorCode.NOT_FOUND, 3));
    String history = "GET /databases/shop/changes";
    DatabaseChange moved = new DatabaseChange(2, Views.NOW, "ann", "moved", Views.shop());
    cases.add(ok("db history shop", p -> p.on(history, List.of(moved)), 0, "ann"));
    cases.add(empty("db history shop", p -> p.on(history, List.of()), "Nobody has ever"));
    cases.add(refused("db history shop", history, ErrorCode.INTERNAL, 1));
    String test = "POST /databases/shop/test";
    cases.add(
        ok(
            "db test shop",
            p -> known(p).on(test, Views.checkup(Status.FAIL)),
            7,
            "fail     rights"));
    cases.add(
        ok(
            "db test shop",
            p -> known(p).on(test, Views.checkup(Status.WARN)),
            0,
            "warn     rights"));
    cases.add(
        empty(
            "db test shop",
            p -> known(p).on(test, new DatabaseCheckup("shop", "", List.of())),
            "shop"));
    cases.add(refused("db test shop", test, ErrorCode.NOT_FOUND, 3));
    cases.add(
        ok(
            "db remove shop --yes",
            p -> p.on("DELETE /databases/shop" + BY, Map.of()),
            0,
            "no longer"));
    cases.add(
        refused(
            "db remove shop --yes", "DELETE /databases/shop" + BY, ErrorCode.DATABASE_IN_USE, 5));
    cases.add(
        refused("db remove shop --yes", "DELETE /databases/shop" + BY, ErrorCode.NOT_FOUND, 3));
    String draft = "POST /databases/shop/plans";
    cases.add(ok("plan shop", p -> p.on(draft, Views.draft()), 0, "hash " + Views.HASH));
    cases.add(ok("plan shop --compare", p -> p.on(draft, Views.draft()), 0, "hybrid"));
    cases.add(
        ok("plan shop --sql", p -> p.on(draft, Views.draft()), 0, "CREATE INDEX CONCURRENTLY"));
    cases.add(empty("plan shop", p -> p.on(draft, Views.nothingToDo()), "Nothing to build."));
    cases.add(refused("plan shop", draft, ErrorCode.DATABASE_UNREACHABLE, 1));
    cases.add(
        ok(
            "plan shop --diff",
            p ->
                p.on(draft, Views.draft())
                    .on(
                        "GET /plans/" + Views.PLAN + "/diff",
                        new PlanDiff(null, Views.PLAN, List.of())),
            0,
            "no plan before"));
    cases.add(ok("plan list shop", PlannerCases::known, 0, "DATABASE"));
    cases.add(empty("plan list", p -> p.on("GET /plans", List.of()), "There are no plans."));
    cases.add(
        refused("plan list --state failed", "GET /plans?state=FAILED", ErrorCode.INTERNAL, 1));
    cases.add(ok("plan show " + Views.PLAN, PlannerCases::known, 0, "arranged by"));
    cases.add(
        refused("plan show " + Views.PLAN, "GET /plans/" + Views.PLAN, ErrorCode.NOT_FOUND, 3));
    String apply = "apply " + Views.HASH;
    String applied = "POST /plans/" + Views.HASH + "/apply";
    cases.add(
        ok(apply, p -> known(p).on(applied, Views.plan(PlanView.State.APPROVED)), 0, "2 running"));
    cases.add(
        empty(
            apply,
            p ->
                p.on(applied, Views.plan(PlanView.State.DONE, List.of(), null))
                    .on("GET /builds?plan=" + Views.PLAN, List.of()),
            "done: no builds"));
    cases.add(refused(apply, applied, ErrorCode.PLAN_MOVED, 5));
    cases.add(refused(apply, applied, ErrorCode.CONFLICT, 1));
    cases.add(ok("build list", PlannerCases::known, 0, "pid 4711"));
    cases.add(ok("build list shop", PlannerCases::known, 0, "pid 4711"));
    cases.add(ok("build list --plan " + Views.PLAN, PlannerCases::known, 0, "pid 4711"));
    cases.add(
        ok(
            "build list shop --table shop.o* --state running",
            p ->
                known(p)
                    .on(
                        "GET /builds?database=shop&table=shop.o*&state=RUNNING",
                        List.of(Views.running(0.5))),
            0,
            "shop.orders"));
    cases.add(
        ok(
            "db list --as source --kind postgres",
            p -> p.on("GET /databases?kind=POSTGRES&use=SOURCE", List.of(Views.shop())),
            0,
            "owner@db.example:5432/shop"));
    cases.add(empty("build list", PlannerCases::nothing, "There are no builds."));
    cases.add(empty("build list shop", PlannerCases::nothing, "There are no builds."));
    cases.add(empty("build list --watch", PlannerCases::nothing, "Nothing is being built."));
    cases.add(refused("build list", "GET /builds", ErrorCode.UNAUTHENTICATED, 4));
    cases.add(
        ok(
            "build show bbbb",
            p -> p.on("GET /builds?beginning=bbbb", List.of(Views.failed())),
            0,
            "(42)  3 rows"));
    cases.add(refused("build show bbbb", "GET /builds?beginning=bbbb", ErrorCode.INTERNAL, 1));
    String cancel = "POST /builds/" + Views.ORDERS + "/cancel";
    cases.add(
        ok("build cancel aaaa1111", p -> known(p).on(cancel, Views.cancelled()), 0, "shop.orders"));
    cases.add(empty("db cancel shop", PlannerCases::nothing, "There is nothing to cancel."));
    cases.add(refused("build cancel aaaa1111", cancel, ErrorCode.CONFLICT, 1));
    cases.add(
        ok(
            "db pause shop",
            p -> known(p).on("POST /databases/shop/pause", PAUSED),
            0,
            "is paused"));
    cases.add(refused("db pause shop", "POST /databases/shop/pause", ErrorCode.NOT_PERMITTED, 4));
    cases.add(
        ok(
            "db resume shop",
            p -> known(p).on("POST /databases/shop/resume", RESUMED),
            0,
            "goes on"));
    cases.add(
        refused(
            "plan resume " + Views.PLAN,
            "POST /plans/" + Views.PLAN + "/resume",
            ErrorCode.CONFLICT,
            1));
    String change = "PATCH /builds/" + Views.ORDERS;
    String held = "POST /builds/" + Views.ORDERS;
    cases.add(
        ok(
            "build priority aaaa1111 -5",
            p -> known(p).on(change, Views.waiting()),
            0,
            "has priority"));
    cases.add(refused("build priority aaaa1111 1", change, ErrorCode.CONFLICT, 1));
    String retry = "POST /builds/" + Views.ITEMS + "/retry";
    cases.add(ok("build retry bbbb2222", p -> known(p).on(retry, Views.waiting()), 0, "waiting"));
    cases.add(refused("build retry bbbb2222", retry, ErrorCode.CONFLICT, 1));
    String release = "POST /builds/" + Views.ITEMS + "/release";
    cases.add(
        ok("build release bbbb2222", p -> known(p).on(release, Views.waiting()), 0, "waiting"));
    cases.add(refused("build release bbbb2222", release, ErrorCode.CONFLICT, 1));
    String calibration = "GET /databases/shop/calibration";
    CalibrationView unknown = new CalibrationView("shop", -1, 25, List.of());
    cases.add(ok("db calibration shop", p -> p.on(calibration, Views.calibration()), 0, "assumed"));
    cases.add(empty("db calibration shop", p -> p.on(calibration, unknown), "no build has ended"));
    cases.add(refused("db calibration shop", calibration, ErrorCode.NOT_FOUND, 3));
    String pilot = "POST /databases/shop/pilot";
    cases.add(ok("db pilot shop", p -> p.on(pilot, Views.calibration()), 0, "bigint"));
    cases.add(empty("db pilot shop", p -> p.on(pilot, unknown), "no build has ended"));
    cases.add(refused("db pilot shop", pilot, ErrorCode.CONFLICT, 1));
    String line = "GET /databases/shop/load-line";
    LoadLineView bare = new LoadLineView("shop", Views.NOW, false, List.of(), List.of());
    cases.add(ok("db load-line shop", p -> p.on(line, Views.loadLine(true)), 0, "PAUSED"));
    cases.add(empty("db load-line shop", p -> p.on(line, bare), "load line of shop"));
    cases.add(refused("db load-line shop", line, ErrorCode.NOT_FOUND, 3));
    String hold = "POST /plans/" + Views.PLAN;
    cases.add(
        ok("plan pause " + Views.PLAN, p -> known(p).on(hold + "/pause", PAUSED), 0, "is paused"));
    cases.add(refused("plan cancel " + Views.PLAN, hold + "/cancel", ErrorCode.CONFLICT, 1));
    cases.add(refused("build pause aaaa1111", held + "/pause", ErrorCode.CONFLICT, 1));
    cases.add(refused("build resume aaaa1111", held + "/resume", ErrorCode.CONFLICT, 1));
    cases.add(
        ok(
            "db edit shop --host db.example --database d --user u",
            p -> known(p).on("PUT /databases/shop" + BY, Views.shop()),
            0,
            "Load line"));
    String lanes = "GET /lanes";
    LaneView small = new LaneView("small", 8, 1, 2);
    cases.add(ok("lane list", p -> p.on(lanes, List.of(small)), 0, "small  8 slots, 1 busy"));
    cases.add(empty("lane list", p -> p.on(lanes, List.of()), "There are no lanes."));
    cases.add(refused("lane list", lanes, ErrorCode.UNAUTHENTICATED, 4));
    String grow = "PATCH /lanes/small";
    cases.add(ok("lane edit small --slots 8 --yes", p -> p.on(grow, small), 0, "8 slots"));
    cases.add(refused("lane edit small --slots 2 --yes", grow, ErrorCode.CONFLICT, 1));
    return cases;
  }
}
