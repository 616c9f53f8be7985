package dev.plimsoll.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/jobs/{id}` of the planner.
///
/// @param waitsFor at most 100, those that are not done first
/// @param awaitedBy at most 100
/// @param attempts the latest first, at most 100
/// @param order of a job that the planner runs, from its first attempt on
public record JobDetail(
    JobView job,
    Map<String, Object> payload,
    @Nullable Instant deadline,
    List<Neighbour> waitsFor,
    List<Neighbour> awaitedBy,
    List<Attempt> attempts,
    List<Datum> reads,
    List<Datum> writes,
    @Nullable JobOrderView order) {
  public JobDetail {
    payload = payload == null ? Map.of() : payload;
    waitsFor = List.copyOf(waitsFor);
    awaitedBy = List.copyOf(awaitedBy);
    attempts = List.copyOf(attempts);
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
  }

  public JobDetail(
      JobView job,
      Map<String, Object> payload,
      @Nullable Instant deadline,
      List<Neighbour> waitsFor,
      List<Neighbour> awaitedBy,
      List<Attempt> attempts,
      List<Datum> reads,
      List<Datum> writes) {
    this(job, payload, deadline, waitsFor, awaitedBy, attempts, reads, writes, null);
  }

  public JobDetail with(@Nullable JobOrderView placed) {
    return new JobDetail(
        job, payload, deadline, waitsFor, awaitedBy, attempts, reads, writes, placed);
  }

  public record Neighbour(
      long id, String name, @JsonProperty("state") OpenEnum<JobView.State> rawState) {}

  /// How an attempt ended.
  ///
  /// @param outcome `DONE`, `FAILED` or `LOST`
  public record Attempt(
      int number,
      String outcome,
      @Nullable String worker,
      @Nullable String message,
      @Nullable Map<String, Object> output,
      Instant endedAt) {}

  /// A file or value.
  ///
  /// @param writer absent for what is there from the start
  /// @param value absent where nothing was said of it, and for a file
  public record Datum(
      String name,
      @Nullable Long writer,
      @Nullable String writerName,
      @Nullable Object value,
      @Nullable Instant writtenAt) {}
}
