package dev.plimsoll.planner.queue;

import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobTrials;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.Submission;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Requests as the queue takes them. What the queue does not take is the caller's mistake.
final class JobRequests {
  private static final int MILLI = 1_000;
  private static final Duration FOR_EVER = Duration.ofDays(366);

  private JobRequests() {}

  /// @throws PlimsollException INVALID_REQUEST, naming the job, and each of a cycle
  static NewWorkflow workflow(WorkflowRequest request) {
    try {
      return NewWorkflow.of(request.name(), request.jobs().stream().map(JobRequests::job).toList());
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  static Submission submission(WorkflowRequest request, @Nullable String idempotencyKey) {
    return new Submission(
        idempotencyKey,
        idempotencyKey == null ? null : sha256(Json.write(request)),
        request.by(),
        values(request.values()));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Each as JSON.
  static Map<String, String> values(@Nullable Map<String, Object> values) {
    Map<String, String> texts = new HashMap<>();
    if (values != null) {
      values.forEach((name, value) -> texts.put(name, value == null ? "null" : Json.write(value)));
    }
    return texts;
  }

  private static NewJob job(JobRequest job) {
    JobTrials trials = Objects.requireNonNullElse(job.trials(), JobTrials.ONE);
    return new NewJob(
        job.name(),
        Objects.requireNonNullElse(job.kind(), JobRequest.COMMAND),
        Json.write(Objects.requireNonNullElse(job.payload(), Map.of())),
        new NewJob.Placement(
            lane(job.lane()),
            Objects.requireNonNullElse(job.priority(), JobRequest.DEFAULT_PRIORITY),
            needs(Objects.requireNonNullElse(job.needs(), JobNeeds.NONE), Duration.ZERO)),
        new NewJob.Trials(
            Objects.requireNonNullElse(trials.attempts(), 1),
            Objects.requireNonNullElse(trials.pause(), Duration.ZERO),
            trials.despiteFailure(),
            trials.deadline()),
        set(job.waitsFor()),
        set(job.reads()),
        set(job.writes()));
  }

  private static Set<String> set(List<String> names) {
    return Set.copyOf(names);
  }

  private static String lane(@Nullable String lane) {
    return Objects.requireNonNullElse(lane, JobRequest.DEFAULT_LANE);
  }

  /// @throws PlimsollException INVALID_REQUEST where more is free than there is
  static Offer offer(ClaimRequest claim) {
    try {
      return new Offer(
          lane(claim.lane()),
          needs(claim.free(), FOR_EVER),
          needs(Objects.requireNonNullElse(claim.all(), claim.free()), FOR_EVER),
          claim.order() == ClaimRequest.Order.GPUS_MEMORY_RUNTIME
              ? Offer.Order.GPUS_MEMORY_RUNTIME
              : Offer.Order.GPUS_RUNTIME_MEMORY,
          Objects.requireNonNullElse(claim.most(), 1));
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  private static Needs needs(JobNeeds needs, Duration without) {
    return new Needs(
        (int) Math.round(needs.cores() * MILLI),
        needs.memoryBytes(),
        needs.gpus(),
        needs.diskBytes(),
        Objects.requireNonNullElse(needs.runtime(), without));
  }

  static PlimsollException invalid(IllegalArgumentException e) {
    return PlimsollException.invalidRequest(
        Objects.requireNonNullElse(e.getMessage(), "it cannot be taken"));
  }
}
