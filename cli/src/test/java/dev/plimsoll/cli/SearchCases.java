package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.search.SearchViews;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/// The walk of every verb that asks the query-service.
final class SearchCases {
  private static final String VECTOR = " --vector [1,2.5]";

  private SearchCases() {}

  static List<Case> all() {
    String search = "search shop shop.items" + VECTOR;
    String explain = "vector explain shop shop.items" + VECTOR;
    String bench = "vector bench shop shop.items --rounds 3" + VECTOR;
    String measure = "POST /search/benchmark?rounds=3";
    String counts = "GET /search/statistics";
    String settings = "/search/settings/shop";
    String edit = "vector config shop --max-workers 8";
    Consumer<FakeApi> known = api -> api.on("GET " + settings, SearchViews.TUNING);
    return List.of(
        ok(search, "POST /search", SearchViews.nearest(), "shop: shared-blocks, 4 workers"),
        ok(
            "search shop,west items --memory" + VECTOR,
            "POST /search",
            SearchViews.ofTwo(),
            "as of 2026-06-15T12:00:00Z"),
        new Case(
            "empty",
            search,
            api -> api.on("POST /search", SearchViews.none()),
            0,
            "No row was found."),
        refused(search, "POST /search", ErrorCode.TIME_LIMIT, 1),
        refused(search, "POST /search", ErrorCode.TABLE_NOT_FOUND, 3),
        ok(
            explain,
            "POST /search/explain",
            List.of(SearchViews.shared()),
            "16 ranges: 4 workers were the fastest"),
        refused(explain, "POST /search/explain", ErrorCode.DATABASE_NOT_FOUND, 3),
        ok(bench, measure, SearchViews.measured(), "one statement is the rival"),
        refused(bench, measure, ErrorCode.INVALID_REQUEST, 2),
        ok("vector stats", counts, SearchViews.counts(), "1,200"),
        new Case(
            "empty",
            "vector stats shop",
            api -> api.on(counts, List.of()),
            0,
            "Nothing has been searched"),
        refused("vector stats", counts, ErrorCode.UNAUTHENTICATED, 4),
        ok("vector config shop", "GET " + settings, SearchViews.TUNING, "256 MiB"),
        new Case(
            "ok",
            edit,
            known.andThen(api -> api.on("PATCH " + settings, SearchViews.TUNING)),
            0,
            "max-workers        8"),
        new Case(
            "ok",
            "vector config shop --reset",
            known.andThen(api -> api.on("DELETE " + settings, "")),
            0,
            "min-rows           10,000"),
        new Case(
            "error",
            edit,
            known.andThen(
                api ->
                    api.refuse("PATCH " + settings, ErrorCode.INVALID_REQUEST, "because of this")),
            2,
            "because of this"),
        refused(
            "vector config shop --reset", "DELETE " + settings, ErrorCode.DATABASE_NOT_FOUND, 3));
  }

  private static Case ok(String arguments, String call, Object body, String says) {
    return new Case("ok", arguments, api -> api.on(call, body), 0, says);
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    return new Case(
        "error",
        arguments,
        api -> api.refuse(call, code, "because of this"),
        exitCode,
        "because of this");
  }
}
