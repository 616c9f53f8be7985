package dev.plimsoll.planner.search;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.neighbour.NeighbourApi;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Client of the query-service's HTTP API. Thread-safe.
///
/// Each method throws a [PlimsollException] with the service's code; INVALID_REQUEST where this
/// planner does not know the service, CONNECTION_LOST where it does not answer.
@Singleton
public final class QueryServiceApi implements AutoCloseable {
  private static final String SEARCH = "/api/v1/search";
  // The longest that a search may ask for, and some more: the service says which limit it was.
  private static final Duration SEARCHES_FOR_AT_MOST = Duration.ofMinutes(11);
  private static final Duration MEASURES_FOR_AT_MOST = Duration.ofHours(6);
  private static final Duration CHANGES_WITHIN = Duration.ofMinutes(1);

  private final NeighbourApi query;

  @Inject
  public QueryServiceApi(PlannerConfig config) {
    this(new NeighbourApi("query", config.services()));
  }

  QueryServiceApi(NeighbourApi query) {
    this.query = query;
  }

  @FunctionalInterface
  private interface Asked<T> {
    T answer() throws IOException, InterruptedException;
  }

  /// @param stoppable gets what ends the search
  NearestRows search(VectorQuery asked, Consumer<Runnable> stoppable) {
    return post(SEARCH, asked, SEARCHES_FOR_AT_MOST, NearestRows.class, stoppable);
  }

  /// @param stoppable gets what ends it
  List<SearchWay> explain(VectorQuery asked, Consumer<Runnable> stoppable) {
    return List.of(
        post(SEARCH + "/explain", asked, SEARCHES_FOR_AT_MOST, SearchWay[].class, stoppable));
  }

  /// @param stoppable gets what ends it
  SearchMeasurement benchmark(VectorQuery asked, int rounds, Consumer<Runnable> stoppable) {
    return post(
        SEARCH + "/benchmark?rounds=" + rounds,
        asked,
        MEASURES_FOR_AT_MOST,
        SearchMeasurement.class,
        stoppable);
  }

  private <T> T post(
      String path,
      VectorQuery asked,
      Duration within,
      Class<T> type,
      Consumer<Runnable> stoppable) {
    return asked(
        () -> query.send(query.order("POST", path, asked, within).build(), type, stoppable));
  }

  List<SearchCounts> statistics() {
    return List.of(asked(() -> query.get(SEARCH + "/statistics", SearchCounts[].class)));
  }

  SearchTuning settings(String database) {
    return asked(() -> query.get(settingsOf(database), SearchTuning.class));
  }

  SearchTuning change(String database, SearchTuning changes) {
    return asked(
        () ->
            query.send(
                query.order("PATCH", settingsOf(database), changes, CHANGES_WITHIN).build(),
                SearchTuning.class));
  }

  void reset(String database) {
    asked(
        () -> {
          query.send(query.order("DELETE", settingsOf(database), null, CHANGES_WITHIN).build());
          return database;
        });
  }

  private static String settingsOf(String database) {
    return SEARCH + "/settings/" + NeighbourApi.segment(database);
  }

  private <T> T asked(Asked<T> question) {
    if (!query.isKnown()) {
      throw PlimsollException.invalidRequest(
          "this planner does not know the query service; set its"
              + " plimsoll.planner.services.query.url and .token-file");
    }
    try {
      return question.answer();
    } catch (IOException e) {
      String why = e.getMessage() == null ? "nothing is at its address" : e.getMessage();
      throw lost("the query service does not answer: " + why, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost("this planner is ending", e);
    } catch (PlimsollException e) {
      // Passed on, it would say that the client's token is not this planner's.
      if (e.code().equals(ErrorCode.UNAUTHENTICATED)) {
        throw new PlimsollException(
            ErrorCode.NOT_PERMITTED,
            "the query service does not take the token in the file of"
                + " plimsoll.planner.services.query.token-file",
            e);
      }
      throw e;
    }
  }

  private static PlimsollException lost(String detail, Exception cause) {
    return new PlimsollException(ErrorCode.CONNECTION_LOST, detail, cause);
  }

  @Override
  @PreDestroy
  public void close() {
    query.close();
  }
}
