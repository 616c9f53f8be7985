package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.AdvicePlanRequest;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.plan.PlanMaker;
import dev.plimsoll.planner.plan.Plans;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "advice")
public class AdviceResource {
  private final DatabaseAnalyses analyses;
  private final Recommendations recommendations;
  private final Plans plans;

  public AdviceResource(DatabaseAnalyses analyses, Recommendations recommendations, Plans plans) {
    this.analyses = analyses;
    this.recommendations = recommendations;
    this.plans = plans;
  }

  @POST
  @Path("{name}/advice")
  @Operation(
      summary = "Analyse a database: which indexes its workload wants, what to drop, what to mend",
      description =
          "Reads only, unless it is to verify: then tables are cloned into a scratch schema. One"
              + " analysis of a database runs at a time: the same request again answers the one that"
              + " runs, another one analysis-running.")
  @APIResponse(
      responseCode = "202",
      description = "It will be run",
      content = @Content(schema = @Schema(implementation = AnalysisView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The same one, which runs",
      content = @Content(schema = @Schema(implementation = AnalysisView.class)))
  public Response start(@PathParam("name") String name, @Nullable AnalysisRequest request) {
    DatabaseAnalyses.Started started = analyses.start(name, request);
    return Response.status(started.created() ? Response.Status.ACCEPTED : Response.Status.OK)
        .location(URI.create("/api/v1/analyses/" + started.analysis().id()))
        .entity(started.analysis())
        .build();
  }

  @GET
  @Path("{name}/advice")
  @Operation(summary = "The latest analysis of a database, or the latest in a state")
  public AnalysisView latest(
      @PathParam("name") String name, @QueryParam("state") AnalysisView.@Nullable State state) {
    return analyses.latest(name, state);
  }

  @POST
  @Path("{name}/recommendations/plan")
  @Operation(
      summary = "Plan some recommendations: a draft, for which nothing is done",
      description =
          "As every plan it is sized, goes under the load line, and is applied by its hash. Older"
              + " drafts are superseded. A dismissed one that is planned is dismissed no more.")
  @APIResponse(
      responseCode = "201",
      description = "The draft, to be applied by its hash",
      content = @Content(schema = @Schema(implementation = PlanView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The draft that was there",
      content = @Content(schema = @Schema(implementation = PlanView.class)))
  public Response plan(@PathParam("name") String name, AdvicePlanRequest request) {
    PlanMaker.Draft draft = recommendations.plan(name, request);
    PlanView plan = plans.view(draft.id());
    return draft.created()
        ? Response.created(URI.create("/api/v1/plans/" + draft.id())).entity(plan).build()
        : Response.ok(plan).build();
  }
}
