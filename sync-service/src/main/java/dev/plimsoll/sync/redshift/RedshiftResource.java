package dev.plimsoll.sync.redshift;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/loads/redshift/explain")
@Produces(MediaType.APPLICATION_JSON)
public final class RedshiftResource {
  private static final int MAX_SLICES = 10_000;

  private final RedshiftPlans plans;

  public RedshiftResource(RedshiftPlans plans) {
    this.plans = plans;
  }

  @POST
  @Operation(
      operationId = "explainRedshiftLoad",
      summary = "Writes the lists of files, and answers the statements that load them; runs none")
  public RedshiftPlan explain(@Nullable RedshiftRequest request) {
    if (request == null || request.extract() == null) {
      throw PlimsollException.invalidRequest("an extract must be given");
    }
    if (request.slices() != null && (request.slices() < 1 || request.slices() > MAX_SLICES)) {
      throw PlimsollException.invalidRequest("slices must be 1 to " + MAX_SLICES);
    }
    return plans.plan(request);
  }
}
