package dev.plimsoll.sync.redshift;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.RedshiftLoadRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// Loads into an Amazon Redshift. One that was started is among the other loads.
@Path("/api/v1/loads/redshift")
@Produces(MediaType.APPLICATION_JSON)
public final class RedshiftLoadResource {
  private static final int ACCEPTED = 202;

  private final RedshiftRuns runs;

  public RedshiftLoadResource(RedshiftRuns runs) {
    this.runs = runs;
  }

  @POST
  @ResponseStatus(ACCEPTED)
  @Operation(
      operationId = "startRedshiftLoad",
      summary = "Loads the files of an extract into an Amazon Redshift, one COPY a table")
  public LoadView start(
      @HeaderParam("Idempotency-Key") @Nullable @Within(Bound.IDEMPOTENCY_KEY)
          String idempotencyKey,
      @Nullable RedshiftLoadRequest request) {
    if (request == null || request.extract() == null || request.target() == null) {
      throw PlimsollException.invalidRequest("an extract and a target must be given");
    }
    return runs.start(request, idempotencyKey);
  }
}
