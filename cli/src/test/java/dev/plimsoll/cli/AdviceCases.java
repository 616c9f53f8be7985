package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.planner.Views;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice.Gain;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.Measured;
import dev.plimsoll.contracts.advice.RecommendationView.Outcome;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.SizeRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The walk of the verbs about advice.
final class AdviceCases {
  private static final UUID ID = UUID.fromString("cccc3333-0000-4000-8000-000000000004");
  private static final UUID ANALYSIS = UUID.fromString("dddd4444-0000-4000-8000-000000000005");
  private static final QualifiedName ORDERS = new QualifiedName("shop", "orders");
  private static final String ONE = "GET /recommendations/" + ID;
  private static final String ASK = "POST /databases/shop/advice";

  private AdviceCases() {}

  private static AdvisedIndex index() {
    return new AdvisedIndex(
        ORDERS,
        new IndexDefinition(Kind.INDEX, List.of("customer_id", "id")),
        1,
        "Very High",
        "orders_of reads the whole table for few of its rows",
        0.62,
        List.of(
            new AdvisedIndex.Affected(
                "42", "SELECT * FROM shop.orders", 1_200, 0.63, 120, 0.4, Gain.FORETOLD)),
        12 << 20,
        new SizeRange(11 << 20, 13 << 20, "a sample"),
        new AdvisedIndex.Writes(1_000, 200, 150, 1_050, 24, 0.001),
        "CREATE INDEX CONCURRENTLY orders_customer_id ON shop.orders (customer_id, id)",
        null,
        null);
  }

  private static IndexAdvice advice() {
    return new IndexAdvice(
        new IndexAdvice.Evidence(IndexAdvice.Source.STATISTICS, Views.NOW, 38),
        "estimated",
        new IndexAdvice.Total(
            229_000, 87_000, Gain.FORETOLD, new IndexAdvice.Modelled(1_000, 300, 290.0, 0.034)),
        List.of(index()),
        List.of(
            new IndexAdvice.NotProposed(
                ORDERS, new IndexDefinition(Kind.INDEX, List.of("state")), "served by another")),
        List.of(
            new IndexAdvice.SchemaChange(
                "sort-keys-elsewhere",
                "43",
                0.2,
                List.of(ORDERS),
                "it is sorted by another table's columns")),
        List.of(),
        List.of("7: a syntax error"),
        List.of("HypoPG is not created here"));
  }

  private static IndexAdvice dismissed() {
    return advice().with(List.of(index().known(ID, "ann (too large)")));
  }

  private static AnalysisView analysis(AnalysisView.State state, @Nullable IndexAdvice advice) {
    return analysis(state, advice, List.of());
  }

  static AnalysisView analysis(
      AnalysisView.State state, @Nullable IndexAdvice advice, List<HealthAdvice.Finding> findings) {
    boolean done = state == AnalysisView.State.DONE;
    return new AnalysisView(
        ANALYSIS,
        "shop",
        OpenEnum.of(state),
        "reading statements",
        1,
        Views.NOW,
        Views.NOW,
        null,
        new AnalysisRequest(null, false, List.of(), null, List.of()),
        done
            ? new AnalysisResult(
                "18.3",
                new HealthAdvice(
                    Views.NOW.plusSeconds(3_600), Views.NOW, 2, 3, findings, List.of()),
                advice,
                advice == null ? Failure.of(ErrorCode.STATEMENTS_UNKNOWN, "not created") : null)
            : null,
        state == AnalysisView.State.FAILED
            ? Failure.of(ErrorCode.ANALYSIS_LOST, "because of this")
            : null);
  }

  private static RecommendationView one(State state) {
    boolean built = state == State.DID_NOT_PAY;
    return new RecommendationView(
        ID,
        "shop",
        OpenEnum.of(state),
        Views.NOW,
        Views.NOW,
        ANALYSIS,
        index(),
        state == State.DISMISSED ? "ann (too large)" : null,
        state == State.DISMISSED ? Views.NOW : null,
        built ? Views.PLAN : null,
        built
            ? new Outcome(
                Views.NOW,
                "orders_customer_id",
                List.of(new Measured("42", 900, 120, 400, 119.0)),
                "it did not pay",
                "DROP INDEX CONCURRENTLY shop.orders_customer_id")
            : null);
  }

  private static FakeApi known(FakeApi planner) {
    return planner
        .on("GET /recommendations", List.of(one(State.OPEN)))
        .on("GET /recommendations?database=shop", List.of(one(State.OPEN)))
        .on(ONE, one(State.OPEN));
  }

  static List<Case> all() {
    return List.of(
        new Case(
            "ok",
            "advise shop",
            p ->
                p.on(ASK, analysis(AnalysisView.State.RUNNING, null))
                    .on("GET /analyses/" + ANALYSIS, analysis(AnalysisView.State.DONE, advice())),
            7,
            "shop.orders (customer_id, id)"),
        new Case(
            "ok",
            "advise shop --sql --budget 500MB --verify --table shop.*",
            p -> p.on(ASK, analysis(AnalysisView.State.DONE, advice())),
            7,
            "CREATE INDEX CONCURRENTLY"),
        new Case(
            "ok",
            "advise shop --last",
            p -> p.on("GET /databases/shop/advice", analysis(AnalysisView.State.DONE, null)),
            0,
            "statements-unknown"),
        new Case(
            "ok",
            "advise shop --last",
            p -> p.on("GET /databases/shop/advice", analysis(AnalysisView.State.DONE, dismissed())),
            0,
            "1 index is dismissed, and left out"),
        new Case(
            "ok",
            "advise shop --last --all",
            p -> p.on("GET /databases/shop/advice", analysis(AnalysisView.State.DONE, dismissed())),
            0,
            "Dismissed by ann (too large)"),
        new Case(
            "ok",
            "advise shop --last",
            p -> p.on("GET /databases/shop/advice", analysis(AnalysisView.State.RUNNING, null)),
            0,
            "is being analysed"),
        new Case(
            "error",
            "advise shop",
            p -> p.on(ASK, analysis(AnalysisView.State.FAILED, null)),
            1,
            "because of this"),
        new Case(
            "error",
            "advise shop",
            p -> p.refuse(ASK, ErrorCode.ANALYSIS_RUNNING, "because of this"),
            1,
            "because of this"),
        new Case("ok", "advice list shop", AdviceCases::known, 0, "PRIORITY"),
        new Case(
            "empty",
            "advice list",
            p -> p.on("GET /recommendations", List.of()),
            0,
            "No index is recommended."),
        new Case(
            "error",
            "advice list --state did-not-pay",
            p ->
                p.refuse(
                    "GET /recommendations?state=DID_NOT_PAY",
                    ErrorCode.INTERNAL,
                    "because of this"),
            1,
            "because of this"),
        new Case("ok", "advice show " + ID, AdviceCases::known, 0, "1,200 calls"),
        new Case(
            "ok",
            "advice show cccc",
            p -> p.on("GET /recommendations?beginning=cccc", List.of(one(State.DID_NOT_PAY))),
            0,
            "DROP INDEX CONCURRENTLY"),
        new Case(
            "error",
            "advice show " + ID,
            p -> p.refuse(ONE, ErrorCode.NOT_FOUND, "because of this"),
            3,
            "because of this"),
        new Case(
            "ok",
            "advice dismiss " + ID + " --reason large",
            p -> known(p).on("POST /recommendations/" + ID + "/dismiss", one(State.DISMISSED)),
            0,
            "is dismissed"),
        new Case(
            "error",
            "advice dismiss " + ID,
            p ->
                known(p)
                    .refuse(
                        "POST /recommendations/" + ID + "/dismiss",
                        ErrorCode.CONFLICT,
                        "because of this"),
            1,
            "because of this"),
        new Case(
            "ok",
            "advice show " + ID,
            p -> p.on(ONE, one(State.DISMISSED)),
            0,
            "dismissed by ann (too large)"),
        new Case(
            "ok",
            "advice reopen " + ID,
            p -> known(p).on("POST /recommendations/" + ID + "/reopen", one(State.OPEN)),
            0,
            "is open"),
        new Case(
            "error",
            "advice reopen " + ID,
            p ->
                known(p)
                    .refuse(
                        "POST /recommendations/" + ID + "/reopen",
                        ErrorCode.CONFLICT,
                        "because of this"),
            1,
            "because of this"),
        new Case(
            "ok",
            "advice plan " + ID,
            p -> known(p).on("POST /databases/shop/recommendations/plan", Views.draft()),
            0,
            "arranged by"),
        new Case(
            "error",
            "advice plan " + ID,
            p ->
                known(p)
                    .refuse(
                        "POST /databases/shop/recommendations/plan",
                        ErrorCode.CONFLICT,
                        "because of this"),
            1,
            "because of this"));
  }
}
