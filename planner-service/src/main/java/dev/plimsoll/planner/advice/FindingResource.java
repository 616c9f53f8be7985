package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.FindingView;
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

@Path("/api/v1/findings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "advice")
public class FindingResource {
  private final Findings findings;

  public FindingResource(Findings findings) {
    this.findings = findings;
  }

  @GET
  @Operation(
      summary = "What to drop and to mend: what is to be decided first, then by priority",
      description = "The next page is after the last finding of this one.")
  public List<FindingView> list(
      @QueryParam("database") @Nullable String database,
      @QueryParam("state") FindingView.@Nullable State state,
      @Parameter(
              description = "Those alone whose id begins so",
              schema = @Schema(type = SchemaType.STRING, pattern = IdBeginning.FORM))
          @QueryParam("beginning")
          @Nullable String beginning,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return findings.page(database, state, beginning, after, limit);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One finding")
  public FindingView get(@PathParam("id") UUID id) {
    return findings.get(id);
  }

  @POST
  @Path("{id}/dismiss")
  @Operation(
      summary = "Dismiss a finding: later analyses do not open it before it is materially worse",
      description =
          "Worse is a more urgent priority, or twice the bytes to free (and 16 MiB more) as when it"
              + " was dismissed.")
  public FindingView dismiss(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    return findings.dismiss(id, request);
  }

  @POST
  @Path("{id}/reopen")
  @Operation(
      summary = "Reopen a dismissed finding",
      description = "Answers conflict where it is gone.")
  public FindingView reopen(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    return findings.reopen(id);
  }
}
