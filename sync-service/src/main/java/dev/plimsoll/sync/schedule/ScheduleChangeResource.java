package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.sync.ScheduleChange;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/// `/api/v1/schedule-changes`: also of schedules that are there no longer.
@Path("/api/v1/schedule-changes")
@Produces(MediaType.APPLICATION_JSON)
public final class ScheduleChangeResource {
  private final Schedules schedules;

  public ScheduleChangeResource(Schedules schedules) {
    this.schedules = schedules;
  }

  @GET
  @Operation(
      operationId = "listScheduleChanges",
      summary =
          "Who has created, paused, resumed, run or removed which schedule, when and why; the latest"
              + " first")
  public List<ScheduleChange> changes(
      @QueryParam("schedule") @Nullable String schedule,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit) {
    return schedules.changes(schedule, limit);
  }
}
