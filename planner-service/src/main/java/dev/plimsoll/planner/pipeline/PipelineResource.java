package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PipelineView.AnalysisView;
import io.quarkus.vertx.http.Compressed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/pipeline")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "pipeline")
public class PipelineResource {
  private final Pipeline pipeline;

  public PipelineResource(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @GET
  @Compressed
  @Operation(
      summary = "Everything in motion: tables, lanes, builds",
      description =
          "At most 200 tables in motion, then those at rest that moved last; at most 500 builds in motion, then those that ended last. Its ETag is of everything but the moment: whoever sends it back as If-None-Match is answered 304 while nothing has changed.")
  @APIResponse(
      responseCode = "200",
      description = "OK",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = PipelineView.class)))
  @APIResponse(responseCode = "304", description = "Nothing has changed")
  public Response get(
      @QueryParam("ended") @DefaultValue("200") @Within(Bound.ENDED_BUILDS) int ended,
      @Context Request request) {
    PipelineView view = pipeline.view(ended);
    EntityTag tag = tag(view);
    ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return unchanged == null ? Response.ok(view).tag(tag).build() : unchanged.build();
  }

  /// A weak tag of everything but the answer's time.
  private static EntityTag tag(PipelineView view) {
    PipelineView atNoMoment =
        new PipelineView(
            Instant.EPOCH,
            view.tables(),
            view.lanes(),
            view.builds(),
            view.totals(),
            view.services());
    byte[] json = Json.write(atNoMoment).getBytes(StandardCharsets.UTF_8);
    return new EntityTag(UUID.nameUUIDFromBytes(json).toString(), true);
  }

  @GET
  @Path("extracts/{extract}/tables/{schema}/{table}")
  @Operation(
      summary = "What is known of a table in motion beside its counters",
      description = "It changes seldom: the pipeline says by its version when.")
  public AnalysisView analysis(
      @PathParam("extract") UUID extract,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    return pipeline.analysis(extract, new QualifiedName(schema, table));
  }
}
