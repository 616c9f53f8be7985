package dev.plimsoll.outbox;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.message.SetAsideMessage;
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
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// Messages that Kafka never accepts. Present in services that index this library
/// (`quarkus.index-dependency`).
@Path("/api/v1/outbox")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "messages")
public final class OutboxResource {
  private static final int NO_CONTENT = 204;

  private final SetAsideMessages messages;

  public OutboxResource(DataSource dataSource) {
    this.messages = new SetAsideMessages(dataSource);
  }

  @GET
  @Operation(
      operationId = "setAsideMessages",
      summary = "Messages that are set aside since Kafka never takes them as they are")
  public List<SetAsideMessage> list(
      @QueryParam("topic") @Nullable String topic,
      @QueryParam("after") @DefaultValue("0") @Within(Bound.NUMBERED) long after,
      @QueryParam("limit") @DefaultValue("1000") @Within(Bound.PAGE_OF_NAMES) int limit)
      throws SQLException {
    return messages.list(topic, after, limit);
  }

  @POST
  @Path("/{id}/retry")
  @ResponseStatus(NO_CONTENT)
  @Operation(operationId = "retryMessage", summary = "Send it once more, before what waits")
  public void retry(@PathParam("id") long id) throws SQLException {
    messages.retry(id);
  }

  @DELETE
  @Path("/{id}")
  @ResponseStatus(NO_CONTENT)
  @Operation(operationId = "dropMessage", summary = "Drop it: nobody ever gets it")
  public void drop(@PathParam("id") long id) throws SQLException {
    messages.drop(id);
  }
}
