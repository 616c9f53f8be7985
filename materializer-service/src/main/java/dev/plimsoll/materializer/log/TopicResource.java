package dev.plimsoll.materializer.log;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogStart;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.reading.FetchReader;
import dev.plimsoll.offsetlog.reading.TopicReader;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;

/// Topics, partitions and batches over HTTP.
@Path("/api/v1/topics")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "log")
public final class TopicResource {
  private final Topics topics;
  private final TopicReader reader;
  private final FetchReader fetches;
  private final Retention retention;

  public TopicResource(Transactions transactions, Partitions partitions, Retention retention) {
    this.topics = new Topics(transactions, partitions);
    this.reader = new TopicReader(transactions);
    this.fetches = new FetchReader(transactions);
    this.retention = retention;
  }

  @GET
  @Operation(summary = "Log topics, in the order of their names")
  public List<LogTopic> topics(
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("1000") @Within(Bound.PAGE_OF_NAMES) int limit)
      throws SQLException {
    return reader.topics(after, limit);
  }

  @GET
  @Path("/{topic}")
  @Operation(summary = "One log topic")
  public LogTopic topic(@PathParam("topic") String topic) throws SQLException {
    return reader.topic(topic);
  }

  @GET
  @Path("/{topic}/partitions")
  @Operation(
      summary =
          "Partitions of a log topic with their high watermarks, in the order of their numbers")
  public List<LogPartition> partitions(
      @PathParam("topic") String topic,
      @QueryParam("after") @DefaultValue("-1") @Within(value = Bound.LOG_PARTITION, orNone = true)
          int after,
      @QueryParam("limit") @DefaultValue("1000") @Within(Bound.PAGE_OF_NAMES) int limit)
      throws SQLException {
    return reader.partitions(topic, after, limit);
  }

  @GET
  @Path("/{topic}/partitions/{partition}/batches")
  @Operation(summary = "Batches from the one that holds an offset, in the order of their offsets")
  public LogBatches batches(
      @PathParam("topic") String topic,
      @PathParam("partition") @Within(Bound.LOG_PARTITION) int partition,
      @QueryParam("offset") @DefaultValue("0") @Within(Bound.OFFSET) long offset,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.PAGE_OF_BATCHES) int limit)
      throws SQLException {
    return fetches.batches(new PartitionName(topic, partition), offset, limit);
  }

  @DELETE
  @Path("/{topic}/partitions/{partition}/records")
  @Operation(
      summary = "Delete the records before an offset",
      description =
          "Whole segments alone, and none that log.commits has not published: the answer says where the"
              + " partition begins now. Readers see it at once; the rest is done by and by.")
  public LogStart delete(
      @PathParam("topic") String topic,
      @PathParam("partition") @Within(Bound.LOG_PARTITION) int partition,
      @QueryParam("before") @Within(Bound.OFFSET) long before)
      throws SQLException {
    return new LogStart(
        topic, partition, retention.deleteBefore(new PartitionName(topic, partition), before));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Tag(name = "topics")
  @Operation(summary = "Make a log topic; said twice, it is the same")
  @APIResponse(
      responseCode = "201",
      description = "It was made",
      content = @Content(schema = @Schema(implementation = LogTopic.class)))
  @APIResponse(
      responseCode = "200",
      description = "It was there, just so",
      content = @Content(schema = @Schema(implementation = LogTopic.class)))
  public RestResponse<LogTopic> create(TopicRequest request) throws SQLException {
    boolean made = topics.create(request);
    LogTopic topic = reader.topic(request.name());
    return made ? RestResponse.status(RestResponse.Status.CREATED, topic) : RestResponse.ok(topic);
  }

  @PATCH
  @Path("/{topic}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Tag(name = "topics")
  @Operation(summary = "Add partitions to a log topic, change its settings, or both")
  public LogTopic change(@PathParam("topic") String topic, TopicPatch patch) throws SQLException {
    topics.change(topic, patch);
    return reader.topic(topic);
  }

  @DELETE
  @Path("/{topic}")
  @ResponseStatus(204)
  @Tag(name = "topics")
  @Operation(
      summary =
          "Delete a log topic: nobody reads it or appends to it from now on. One of the same name"
              + " that is made afterwards begins at offset 0")
  public void delete(@PathParam("topic") String topic) throws SQLException {
    topics.delete(topic);
  }
}
