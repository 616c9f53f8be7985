package dev.plimsoll.materializer.log;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.reading.FetchReader;
import dev.plimsoll.offsetlog.reading.FetchReader.FetchLimits;
import dev.plimsoll.offsetlog.reading.FetchReader.Fetched;
import dev.plimsoll.offsetlog.reading.OffsetReader;
import dev.plimsoll.offsetlog.reading.OffsetReader.At;
import dev.plimsoll.offsetlog.reading.OffsetReader.Ends;
import dev.plimsoll.postgres.transaction.Transactions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Continuous reading of a partition. Waiting for records holds only a virtual thread.
@Path("/api/v1/topics/{topic}/partitions/{partition}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "log")
public final class ReadResource {
  private final OffsetReader offsets;
  private final FetchReader fetches;
  private final HighWatermarks highWatermarks;

  public ReadResource(Transactions transactions, HighWatermarks highWatermarks) {
    this.offsets = new OffsetReader(transactions);
    this.fetches = new FetchReader(transactions);
    this.highWatermarks = highWatermarks;
  }

  @GET
  @Path("/offsets")
  @Operation(summary = "Where to begin reading")
  public LogOffset offset(
      @PathParam("topic") String topic,
      @PathParam("partition") @Within(Bound.LOG_PARTITION) int partition,
      @Parameter(
              description =
                  "earliest, latest, or an instant in ISO-8601: then the first batch with a record"
                      + " of that instant or after, and the high watermark where there is none")
          @QueryParam("at")
          @DefaultValue("earliest")
          String at)
      throws SQLException {
    PartitionName name = new PartitionName(topic, partition);
    At found =
        switch (at) {
          case "earliest" -> {
            Ends ends = offsets.ends(name);
            yield new At(ends.logStart(), ends);
          }
          case "latest" -> {
            Ends ends = offsets.ends(name);
            yield new At(ends.highWatermark(), ends);
          }
          default -> offsets.at(name, instant(at));
        };
    return new LogOffset(
        topic,
        partition,
        at,
        found.offset(),
        found.ends().logStart(),
        found.ends().highWatermark());
  }

  private static Instant instant(String at) {
    try {
      Instant instant = Instant.parse(at);
      if (!instant.isBefore(Instant.EPOCH)
          && !instant.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
        return instant;
      }
    } catch (DateTimeParseException e) {
      // The answer is below.
    }
    throw PlimsollException.invalidRequest(
        "at must be earliest, latest or an instant from 1970 to 9999, like 2026-01-31T12:00:00Z");
  }

  @GET
  @Path("/fetch")
  @Operation(
      summary =
          "Batches from the one that holds an offset on, one at least where there is one; at the end"
              + " of the log, it waits for more")
  public LogFetch fetch(
      @PathParam("topic") String topic,
      @PathParam("partition") @Within(Bound.LOG_PARTITION) int partition,
      @QueryParam("offset") @DefaultValue("0") @Within(Bound.OFFSET) long offset,
      @QueryParam("maxRecords") @DefaultValue("1000000") @Within(Bound.FETCH) long maxRecords,
      @QueryParam("maxBytes") @DefaultValue("67108864") @Within(Bound.FETCH) long maxBytes,
      @QueryParam("waitMillis") @DefaultValue("0") @Within(Bound.FETCH_WAIT) long waitMillis)
      throws SQLException, InterruptedException {
    PartitionName name = new PartitionName(topic, partition);
    FetchLimits limits = new FetchLimits(5_000, maxRecords, maxBytes);
    long until = System.nanoTime() + Duration.ofMillis(waitMillis).toNanos();
    Fetched fetched = fetches.fetch(name, offset, limits);
    if (fetched.isEmpty() && waitMillis > 0) {
      highWatermarks.await(fetched.partId(), offset, Duration.ofNanos(until - System.nanoTime()));
      fetched = fetches.fetch(name, offset, limits);
    }
    return fetched.answer();
  }
}
