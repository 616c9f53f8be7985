package dev.plimsoll.planner.search;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.SearchCounts;
import dev.plimsoll.contracts.search.SearchMeasurement;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.contracts.search.VectorQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the console asks of the query-service: a page may ask its own origin only. A search whose
/// page leaves ends there, too.
@Path("/api/v1/console/search")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "console")
public class ConsoleSearchResource {
  private final QueryServiceApi query;

  public ConsoleSearchResource(QueryServiceApi query) {
    this.query = query;
  }

  @POST
  @Operation(
      operationId = "searchByConsole",
      summary = "As POST /api/v1/search of the query-service",
      description =
          "It only reads: a proof of path and body is taken instead of the token, here and of"
              + " explain and benchmark.")
  public NearestRows search(VectorQuery asked, @Context HttpServerResponse page) {
    return query.search(asked, untilItLeaves(page));
  }

  @POST
  @Path("explain")
  @Operation(
      operationId = "explainSearchByConsole",
      summary = "As POST /api/v1/search/explain of the query-service")
  public List<SearchWay> explain(VectorQuery asked, @Context HttpServerResponse page) {
    return query.explain(asked, untilItLeaves(page));
  }

  @POST
  @Path("benchmark")
  @Operation(
      operationId = "benchmarkSearchByConsole",
      summary = "As POST /api/v1/search/benchmark of the query-service")
  public SearchMeasurement benchmark(
      @QueryParam("rounds") @DefaultValue("20") @Within(Bound.SEARCH_ROUNDS) int rounds,
      VectorQuery asked,
      @Context HttpServerResponse page) {
    return query.benchmark(asked, rounds, untilItLeaves(page));
  }

  private static Consumer<Runnable> untilItLeaves(HttpServerResponse page) {
    return stop -> page.closeHandler(_ -> stop.run());
  }

  @GET
  @Path("statistics")
  @Operation(
      operationId = "searchStatisticsForConsole",
      summary = "As GET /api/v1/search/statistics of the query-service")
  public List<SearchCounts> statistics() {
    return query.statistics();
  }

  @GET
  @Path("settings/{database}")
  @Operation(
      operationId = "searchSettingsForConsole",
      summary = "As GET /api/v1/search/settings/{database} of the query-service")
  public SearchTuning settings(@PathParam("database") @Within(Bound.NAME) String database) {
    return query.settings(database);
  }

  @PATCH
  @Path("settings/{database}")
  @Operation(
      operationId = "changeSearchSettingsByConsole",
      summary = "As PATCH /api/v1/search/settings/{database} of the query-service")
  public SearchTuning change(
      @PathParam("database") @Within(Bound.NAME) String database, SearchTuning changes) {
    return query.change(database, changes);
  }

  @DELETE
  @Path("settings/{database}")
  @Operation(
      operationId = "resetSearchSettingsByConsole",
      summary = "As DELETE /api/v1/search/settings/{database} of the query-service")
  public void reset(@PathParam("database") @Within(Bound.NAME) String database) {
    query.reset(database);
  }
}
