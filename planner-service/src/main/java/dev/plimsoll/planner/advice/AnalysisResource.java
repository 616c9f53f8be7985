package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.AnalysisView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/analyses")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "advice")
public class AnalysisResource {
  private final DatabaseAnalyses analyses;

  public AnalysisResource(DatabaseAnalyses analyses) {
    this.analyses = analyses;
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One analysis, how far it is, and its answer")
  public AnalysisView get(@PathParam("id") UUID id) {
    return analyses.get(id);
  }
}
