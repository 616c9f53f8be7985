package dev.plimsoll.materializer.topic;

import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.reading.LogReader;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;

/// Making, changing and deleting topics over HTTP.
@Path("/api/v1/topics")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "topics")
public final class TopicResource {
  private static final int NO_CONTENT = 204;

  private final Topics topics;
  private final LogReader reader;

  public TopicResource(Transactions transactions, Partitions partitions) {
    this.topics = new Topics(transactions, partitions);
    this.reader = new LogReader(transactions);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make a log topic; said twice, it is the same")
  @APIResponse(
      responseCode = "201",
      description = "It was made",
      content = @Content(schema = @Schema(implementation = LogTopic.class)))
  @APIResponse(
      responseCode = "200",
      description = "It was there, just so",
      content = @Content(schema = @Schema(implementation = LogTopic.class)))
  public RestResponse<LogTopic> create(@NotNull TopicRequest request) throws SQLException {
    boolean made = topics.create(request);
    LogTopic topic = reader.topic(request.name());
    return made ? RestResponse.status(RestResponse.Status.CREATED, topic) : RestResponse.ok(topic);
  }

  @PATCH
  @Path("/{topic}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Add partitions to a log topic, change its settings, or both")
  public LogTopic change(@PathParam("topic") String topic, @NotNull TopicPatch patch)
      throws SQLException {
    topics.change(topic, patch);
    return reader.topic(topic);
  }

  @DELETE
  @Path("/{topic}")
  @ResponseStatus(NO_CONTENT)
  @Operation(
      summary =
          "Delete a log topic: nobody reads it or appends to it from now on. One of the same name"
              + " that is made afterwards begins at offset 0")
  public void delete(@PathParam("topic") String topic) throws SQLException {
    topics.delete(topic);
  }
}
