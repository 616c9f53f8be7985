package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.log.LogStart;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.retention.Retention;
import io.smallrye.common.annotation.Blocking;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Records that somebody no longer wants.
@Path("/api/v1/topics/{topic}/partitions/{partition}/records")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "log")
public final class RecordsResource {
  private final Retention retention;

  public RecordsResource(Retention retention) {
    this.retention = retention;
  }

  @DELETE
  @Operation(
      summary = "Delete the records before an offset",
      description =
          "Whole segments alone, and none that log.commits has not published: the answer says where the"
              + " partition begins now. Readers see it at once; the rest is done by and by.")
  public LogStart delete(
      @PathParam("topic") String topic,
      @PathParam("partition") @Min(0) int partition,
      @QueryParam("before") @Min(0) long before)
      throws SQLException {
    return new LogStart(
        topic, partition, retention.deleteBefore(new PartitionName(topic, partition), before));
  }
}
