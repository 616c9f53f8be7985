package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.VectorQuery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Client of the query-service's API.
public final class SearchApi {
  // The longest time that a search may ask for.
  private static final Duration SEARCHES_FOR_AT_MOST = Duration.ofMinutes(10);
  private static final Duration MEASURES_FOR_AT_MOST = Duration.ofHours(6);

  private final ApiClient client;

  public SearchApi(ApiClient client) {
    this.client = client;
  }

  public NearestRows search(VectorQuery query) {
    return patient(query).post("/search", query, NearestRows.class);
  }

  /// Ways that a search would take, one of each database.
  public List<SearchWay> explain(VectorQuery query) {
    return List.of(patient(query).post("/search/explain", query, SearchWay[].class));
  }

  /// Measurement of each way of one search in one database.
  ///
  /// @param rounds how often each
  public SearchMeasurement measure(VectorQuery query, int rounds) {
    return client
        .patient(MEASURES_FOR_AT_MOST)
        .post("/search/benchmark?rounds=" + rounds, query, SearchMeasurement.class);
  }

  // The service ends a search that takes too long, and says so.
  private ApiClient patient(VectorQuery query) {
    @Nullable Long millis = query.timeoutMs();
    Duration search = millis == null ? SEARCHES_FOR_AT_MOST : Duration.ofMillis(millis);
    return client.patient(search.plus(ApiClient.ANSWER_WITHIN));
  }

  /// Searches of one process of the service, by database.
  public List<SearchCounts> statistics() {
    return client.list("/search/statistics", SearchCounts.class);
  }

  private static String settings(String database) {
    return "/search/settings/" + ApiClient.segment(database);
  }

  /// Settings in force: no part is absent.
  public SearchTuning tuning(String database) {
    return client.get(settings(database), SearchTuning.class);
  }

  /// @param changes whose absent parts stay
  /// @return the settings in force afterwards
  public SearchTuning tune(String database, SearchTuning changes) {
    return client.patch(settings(database), changes, SearchTuning.class);
  }

  /// Leaves everything to the service's own settings.
  public void untune(String database) {
    client.delete(settings(database));
  }
}
