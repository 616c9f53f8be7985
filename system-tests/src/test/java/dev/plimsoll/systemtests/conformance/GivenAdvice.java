package dev.plimsoll.systemtests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/// An analysis that has something to recommend.
public final class GivenAdvice {
  private static final JsonNode NOTHING = MissingNode.getInstance();

  private GivenAdvice() {}

  /// After [GivenWork#build].
  public static void advice(Interrogation planner) throws Exception {
    JsonNode workload =
        GivenWork.json(
            "workload",
            "-- calls: 100000\n-- mean: 20\nSELECT id FROM public.items WHERE note = 'note 5';");
    String analysis =
        planner.given("POST", "/api/v1/databases/shop/advice", workload).path("id").asText();
    GivenWork.awaitState(planner, "/api/v1/analyses/" + analysis, "DONE"::equals);
    planner.given("GET", "/api/v1/databases/shop/advice", NOTHING);
    JsonNode all = planner.given("GET", "/api/v1/recommendations?database=shop", NOTHING);
    String recommendation = GivenWork.first(all);
    String finding =
        GivenWork.first(planner.given("GET", "/api/v1/findings?database=shop&state=OPEN", NOTHING));
    // Also a dismissed one is planned where somebody asks for it.
    for (String act : List.of("dismiss", "reopen", "dismiss")) {
      for (String one : List.of("recommendations/" + recommendation, "findings/" + finding)) {
        planner.given(
            "POST", "/api/v1/" + one + "/" + act, GivenWork.json("by", "ann", "reason", "a test"));
      }
    }
    planner.given(
        "POST",
        "/api/v1/databases/shop/recommendations/plan",
        GivenWork.json("recommendations", List.of(recommendation)));
  }
}
