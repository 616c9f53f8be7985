package dev.plimsoll.cli.search;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.NearestRows.Found;
import dev.plimsoll.contracts.search.NearestRows.Search;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchCounts.ByMethod;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchMeasurement.Measured;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import java.time.Instant;
import java.util.List;

/// Answers of the query-service.
public final class SearchViews {
  public static final SearchTuning TUNING =
      new SearchTuning(true, 10_000L, 100L, 1_000, 4, 8, 256L << 20, 300_000L);

  private SearchViews() {}

  public static SearchWay way(SearchMethod method, int workers, int ranges, String reason) {
    return new SearchWay("shop", OpenEnum.of(method), workers, ranges, reason);
  }

  public static SearchWay shared() {
    return way(SearchMethod.SHARED_BLOCKS, 4, 16, "4 workers were the fastest");
  }

  public static NearestRows nearest() {
    return new NearestRows(
        List.of(
            new Found("shop", List.of("17", "eu"), 0.0),
            new Found("shop", List.of("4", "us"), 0.123456789),
            new Found("shop", List.of("5", "us"), null)),
        List.of(new Search(shared(), 12.34, null)));
  }

  public static NearestRows ofTwo() {
    SearchWay copy =
        new SearchWay("west", OpenEnum.of(SearchMethod.MEMORY), 1, 1, "a copy was asked for");
    return new NearestRows(
        List.of(new Found("west", List.of("9"), 1.5), new Found("shop", List.of("7"), 2.0)),
        List.of(
            new Search(shared(), 1_234, null),
            new Search(copy, 0.5, Instant.parse("2026-06-15T12:00:00.5Z"))));
  }

  public static NearestRows none() {
    return new NearestRows(List.of(), List.of(new Search(shared(), 12.34, null)));
  }

  public static List<SearchCounts> counts() {
    return List.of(
        new SearchCounts(
            "shop",
            3,
            5,
            1 << 20,
            2,
            List.of(
                new ByMethod(OpenEnum.of(SearchMethod.ONE_STATEMENT), 1_200, 1, 80.25, 1_500),
                new ByMethod(OpenEnum.of(SearchMethod.SHARED_BLOCKS), 40, 3.75, 20, 31))),
        new SearchCounts("west", 0, 8, 0, 1, List.of()));
  }

  public static SearchMeasurement measured() {
    return new SearchMeasurement(
        List.of(
            new Measured(
                way(SearchMethod.ONE_STATEMENT, 1, 1, "one statement is the rival"),
                80,
                95.5,
                1,
                1),
            new Measured(shared(), 20, 31, 4, 1),
            new Measured(
                way(SearchMethod.ONE_INDEX, 1, 1, "an index was asked for"),
                1.5,
                2.25,
                53.33,
                0.9996)));
  }
}
