package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.ControlRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/recommendations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "advice")
public class RecommendationResource {
  private final Recommendations recommendations;

  public RecommendationResource(Recommendations recommendations) {
    this.recommendations = recommendations;
  }

  @GET
  @Operation(
      summary = "Recommended indexes: what is to be decided first, then by priority",
      description = "The next page is after the last recommendation of this one.")
  public List<RecommendationView> list(
      @QueryParam("database") @Nullable String database,
      @QueryParam("state") RecommendationView.@Nullable State state,
      @Parameter(
              description = "Those alone whose id begins so",
              schema = @Schema(type = SchemaType.STRING, pattern = IdBeginning.FORM))
          @QueryParam("beginning")
          @Nullable String beginning,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return recommendations.page(database, state, beginning, after, limit);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One recommendation, and what became of it")
  public RecommendationView get(@PathParam("id") UUID id) {
    return recommendations.get(id);
  }

  @POST
  @Path("{id}/dismiss")
  @Operation(
      summary = "Dismiss a recommendation: later analyses do not open it again",
      description = "Answers conflict where it is planned or built.")
  public RecommendationView dismiss(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    return recommendations.dismiss(id, request);
  }

  @POST
  @Path("{id}/reopen")
  @Operation(
      summary = "Reopen a dismissed recommendation",
      description = "Answers conflict where it is planned, built or gone.")
  public RecommendationView reopen(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    return recommendations.reopen(id);
  }
}
