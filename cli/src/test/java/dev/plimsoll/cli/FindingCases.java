package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The walk of the verbs about findings, and of what an analysis shows of them.
final class FindingCases {
  private static final UUID ID = UUID.fromString("5b1d07aa-0000-4000-8000-000000000006");
  private static final String ONE = "GET /findings/" + ID;
  private static final String LAST = "GET /databases/shop/advice";

  private FindingCases() {}

  private static Finding finding(State state) {
    return new Finding(
            "index-unused",
            2,
            new QualifiedName("shop", "orders"),
            "shop.orders.orders_note",
            "nothing has read it for 9 d",
            Map.of("index_bytes", 4096.0),
            5L << 30,
            "a moment's lock",
            List.of("DROP INDEX CONCURRENTLY shop.orders_note"),
            "CREATE INDEX orders_note ON shop.orders (note)",
            List.of("index", "shop", "orders_note"),
            null,
            null)
        .known(ID, state == State.DISMISSED ? "ann (the yearly report)" : null);
  }

  private static FindingView one(State state) {
    return one(state, false);
  }

  private static FindingView one(State state, boolean worse) {
    boolean dismissed = worse || state == State.DISMISSED;
    return new FindingView(
        ID,
        "shop",
        OpenEnum.of(state),
        Views.NOW,
        Views.NOW,
        Views.PLAN,
        finding(state),
        dismissed ? "ann (the yearly report)" : null,
        dismissed ? Views.NOW : null,
        worse ? "priority 2, which was 3" : null);
  }

  private static AnalysisView analysis(State state) {
    return AdviceCases.analysis(AnalysisView.State.DONE, null, List.of(finding(state)));
  }

  private static FakeApi known(FakeApi planner) {
    return planner.on(ONE, one(State.OPEN));
  }

  static List<Case> all() {
    return List.of(
        new Case(
            "ok",
            "finding list shop",
            p -> p.on("GET /findings?database=shop&state=OPEN", List.of(one(State.OPEN))),
            0,
            "5.00 GiB"),
        new Case(
            "ok",
            "finding list --all",
            p -> p.on("GET /findings", List.of(one(State.OPEN), one(State.DISMISSED))),
            0,
            "dismissed"),
        new Case(
            "empty",
            "finding list",
            p -> p.on("GET /findings?state=OPEN", List.of()),
            0,
            "Nothing is found that is open"),
        new Case(
            "error",
            "finding list --state dismissed",
            p -> p.refuse("GET /findings?state=DISMISSED", ErrorCode.INTERNAL, "because of this"),
            1,
            "because of this"),
        new Case("ok", "finding show " + ID, FindingCases::known, 0, "DROP INDEX CONCURRENTLY"),
        new Case(
            "ok",
            "finding show 5b1d",
            p -> p.on("GET /findings?beginning=5b1d", List.of(one(State.OPEN, true))),
            0,
            "was dismissed by ann (the yearly report)"),
        new Case(
            "error",
            "finding show " + ID,
            p -> p.refuse(ONE, ErrorCode.NOT_FOUND, "because of this"),
            3,
            "because of this"),
        new Case(
            "ok",
            "finding dismiss " + ID + " --reason report",
            p -> known(p).on("POST /findings/" + ID + "/dismiss", one(State.DISMISSED)),
            0,
            "is dismissed"),
        new Case(
            "error",
            "finding dismiss " + ID,
            p ->
                known(p)
                    .refuse(
                        "POST /findings/" + ID + "/dismiss",
                        ErrorCode.NOT_FOUND,
                        "because of this"),
            3,
            "because of this"),
        new Case(
            "ok",
            "finding reopen " + ID,
            p -> known(p).on("POST /findings/" + ID + "/reopen", one(State.OPEN)),
            0,
            "is open"),
        new Case(
            "error",
            "finding reopen " + ID,
            p ->
                known(p)
                    .refuse(
                        "POST /findings/" + ID + "/reopen", ErrorCode.CONFLICT, "because of this"),
            1,
            "because of this"),
        // What is dismissed is neither shown nor urgent.
        new Case(
            "ok", "advise shop --last", p -> p.on(LAST, analysis(State.OPEN)), 7, "(5b1d07aa)"),
        new Case(
            "ok",
            "advise shop --last",
            p -> p.on(LAST, analysis(State.DISMISSED)),
            0,
            "1 finding is dismissed, and left out"),
        new Case(
            "ok",
            "advise shop --last --all",
            p -> p.on(LAST, analysis(State.DISMISSED)),
            0,
            "Dismissed by ann (the yearly report)"));
  }
}
