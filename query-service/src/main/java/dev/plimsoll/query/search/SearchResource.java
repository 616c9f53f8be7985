package dev.plimsoll.query.search;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.VectorQuery;
import dev.plimsoll.query.database.SearchedDatabases;
import dev.plimsoll.vectors.SearchComparison;
import dev.plimsoll.vectors.SearchQuery;
import dev.plimsoll.vectors.SearchedDatabase;
import dev.plimsoll.vectors.SeveralDatabases;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Searches of registered databases.
@Path("/api/v1/search")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "search")
public final class SearchResource {
  private final SearchDesk desk;
  private final SearchedDatabases databases;
  private final SearchMeters meters;

  public SearchResource(SearchDesk desk, SearchedDatabases databases, SearchMeters meters) {
    this.desk = desk;
    this.databases = databases;
    this.meters = meters;
  }

  @POST
  @Operation(
      operationId = "search",
      summary = "The rows that are nearest to a vector: all of them, or a problem")
  public NearestRows search(VectorQuery asked, @Context HttpServerResponse client)
      throws SQLException, InterruptedException {
    SearchQuery query = VectorQueries.of(asked);
    return desk.run(
        asked,
        1,
        client,
        (searched, cancellation) -> {
          SeveralDatabases.Answers answers = SeveralDatabases.search(searched, query, cancellation);
          answers.answers().values().forEach(meters::answered);
          return SearchAnswers.rows(searched.keySet(), answers);
        });
  }

  @POST
  @Path("/explain")
  @Operation(
      operationId = "explainSearch",
      summary = "How each database would be searched now, and why")
  public List<SearchWay> explain(VectorQuery asked, @Context HttpServerResponse client)
      throws SQLException, InterruptedException {
    SearchQuery query = VectorQueries.of(asked);
    return desk.run(
        asked,
        1,
        client,
        (searched, cancellation) -> {
          List<SearchWay> ways = new ArrayList<>();
          for (Map.Entry<String, SearchedDatabase> one : searched.entrySet()) {
            ways.add(SearchAnswers.way(one.getKey(), one.getValue().explain(query, cancellation)));
          }
          return ways;
        });
  }

  @POST
  @Path("/benchmark")
  @Operation(
      operationId = "benchmarkSearch",
      summary = "One statement, shared work and the way asked for, each in turn, with their recall")
  public SearchMeasurement benchmark(
      @QueryParam("rounds") @DefaultValue("20") @Within(Bound.SEARCH_ROUNDS) int rounds,
      VectorQuery asked,
      @Context HttpServerResponse client)
      throws SQLException, InterruptedException {
    if (asked.databases().size() > 1) {
      throw PlimsollException.invalidRequest("one database is measured at a time");
    }
    SearchQuery query = VectorQueries.of(asked);
    return desk.run(
        asked,
        SearchComparison.searches(rounds),
        client,
        (searched, cancellation) ->
            SearchAnswers.measured(
                searched.firstEntry().getKey(),
                SearchComparison.of(
                    searched.firstEntry().getValue(), query, rounds, cancellation)));
  }

  @GET
  @Path("/statistics")
  @Operation(
      operationId = "searchStatistics",
      summary = "Searches of this process, by database and by the way that was taken")
  public List<SearchCounts> statistics() {
    return databases.opened().entrySet().stream()
        .map(one -> SearchAnswers.counts(one.getKey(), one.getValue()))
        .toList();
  }
}
