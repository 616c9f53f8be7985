package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PipelineView.AnalysisView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/api/v1/pipeline`
@Path("/api/v1/pipeline")
@Tag(name = "pipeline")
public class PipelineResource {
  private final Pipeline pipeline;

  public PipelineResource(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @GET
  @Operation(
      summary = "Everything in motion: tables, lanes, builds",
      description =
          "The 200 tables that moved last; at most 500 builds in motion, then the 200 that ended last.")
  public PipelineView get() {
    return pipeline.view();
  }

  @GET
  @Path("{extract}/{schema}/{table}")
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
