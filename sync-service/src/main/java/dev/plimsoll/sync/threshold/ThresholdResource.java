package dev.plimsoll.sync.threshold;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// `/api/v1/thresholds`
@Path("/api/v1/thresholds")
@Produces(MediaType.APPLICATION_JSON)
public final class ThresholdResource {
  private final Thresholds thresholds;

  public ThresholdResource(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @GET
  @Operation(
      operationId = "getThresholds",
      summary = "The thresholds of reading by windows of ids, as they hold now")
  public ThresholdsView get() {
    return thresholds.view();
  }

  @PATCH
  @Operation(
      operationId = "changeThresholds",
      summary =
          "Changes some of them while extracts run; from the next window on, in every process")
  public ThresholdsView change(@Nullable ThresholdsPatch patch) {
    return thresholds.change(patch);
  }

  @GET
  @Path("changes")
  @Operation(
      operationId = "listThresholdChanges",
      summary = "Who has changed which of them, when, from what to what and why; the latest first")
  public List<ThresholdChange> changes(
      @Parameter(description = "Those of lower versions")
          @QueryParam("after")
          @DefaultValue("" + Long.MAX_VALUE)
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return thresholds.changes(after, limit);
  }
}
