package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.sync.TableAnalysis;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `/api/v1/extracts/{id}/analysis`
@Path("/api/v1/extracts/{id}/analysis")
@Produces(MediaType.APPLICATION_JSON)
public final class ExtractAnalysisResource {
  private final Analyses analyses;

  public ExtractAnalysisResource(Analyses analyses) {
    this.analyses = analyses;
  }

  @GET
  @Operation(
      operationId = "listAnalyses",
      summary = "Where the rows of an extract's tables lie, what was predicted and what they took")
  public List<TableAnalysis> ofExtract(@PathParam("id") UUID id) {
    return analyses.ofExtract(id);
  }
}
