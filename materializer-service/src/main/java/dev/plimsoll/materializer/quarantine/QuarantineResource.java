package dev.plimsoll.materializer.quarantine;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.offsetlog.quarantine.Quarantine;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// Quarantine over HTTP.
@Path("/api/v1/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "quarantine")
public final class QuarantineResource {
  private final Quarantine quarantine;

  public QuarantineResource(Transactions transactions) {
    this.quarantine = new Quarantine(transactions);
  }

  @GET
  @Operation(summary = "What is set aside, in the order in which it was")
  public List<QuarantinedBatches> list(
      @Parameter(description = "Of this error") @QueryParam("code") @Nullable String code,
      @QueryParam("after") @DefaultValue("0") @Within(Bound.NUMBERED) long after,
      @QueryParam("limit") @DefaultValue("1000") @Within(Bound.PAGE_OF_NAMES) int limit)
      throws SQLException {
    return quarantine.list(code, after, limit);
  }

  @POST
  @Path("/{id}/retry")
  @ResponseStatus(204)
  @Operation(summary = "Try it again: at the end of its shard's queue")
  public void retry(@PathParam("id") long id) throws SQLException {
    quarantine.retry(id);
  }

  @DELETE
  @Path("/{id}")
  @ResponseStatus(204)
  @Operation(summary = "Drop it: it never gets offsets")
  public void drop(@PathParam("id") long id) throws SQLException {
    quarantine.drop(id);
  }
}
