package dev.plimsoll.planner.lane;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.LanePatch;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildViews;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/lanes")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "builds")
public class LaneResource {
  private final LaneSlots slots;
  private final BuildViews views;
  private final DispatchLoop dispatch;

  public LaneResource(LaneSlots slots, BuildViews views, DispatchLoop dispatch) {
    this.slots = slots;
    this.views = views;
    this.dispatch = dispatch;
  }

  @GET
  @Operation(operationId = "lanes", summary = "The lanes of builds, with their slots")
  public List<LaneView> list() {
    return QuarkusTransaction.requiringNew().call(views::lanes);
  }

  @PATCH
  @Path("{lane}")
  @Operation(
      operationId = "changeLane",
      summary = "Add slots to a lane, while builds are under way",
      description =
          "A slot holds one build at a time. Slots are never taken away. Builders need as many"
              + " consumers as there are slots to fill them all.")
  public LaneView change(@PathParam("lane") String name, LanePatch patch) throws SQLException {
    Lane lane =
        Arrays.stream(Lane.values())
            .filter(each -> each.value().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    PlimsollException.notFound(
                        "there is no lane of that name: large, medium, small"));
    if (patch.slots() != null) {
      slots.grow(lane, patch.slots());
      dispatch.wake();
    }
    return list().get(lane.ordinal());
  }
}
