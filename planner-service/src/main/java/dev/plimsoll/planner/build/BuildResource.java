package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/api/v1/builds`
@Path("/api/v1/builds")
@Tag(name = "builds")
public class BuildResource {
  private final Builds builds;
  private final BuildViews views;
  private final BuildProgress progress;
  private final DispatchLoop dispatch;

  public BuildResource(
      Builds builds, BuildViews views, BuildProgress progress, DispatchLoop dispatch) {
    this.builds = builds;
    this.views = views;
    this.progress = progress;
    this.dispatch = dispatch;
  }

  @GET
  @Operation(summary = "Builds of a database or a plan, newest first, at most 500")
  @Transactional
  public List<BuildView> list(
      @QueryParam("database") @Nullable String database, @QueryParam("plan") @Nullable UUID plan) {
    return views.of(builds.of(database, plan));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One build")
  @Transactional
  public BuildView get(@PathParam("id") UUID id) {
    BuildEntity build = builds.findById(id);
    if (build == null) {
      throw new PlimsollException(ErrorCode.NOT_FOUND, "there is no build " + id);
    }
    return views.of(List.of(build)).getFirst();
  }

  @POST
  @Path("{id}/retry")
  @Operation(summary = "Try a failed build again, with as many attempts as at first")
  public BuildView retry(@PathParam("id") UUID id) {
    progress.retry(id);
    dispatch.wake();
    return get(id);
  }
}
