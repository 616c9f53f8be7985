package dev.plimsoll.planner.queue;

import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.JobNeeds;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.JobTrials;
import dev.plimsoll.contracts.job.LoadOrder;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.work.OrderPayloads;
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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Requests as the queue takes them. What the queue does not take is the caller's mistake.
final class JobRequests {
  private static final int MILLI = 1_000;
  private static final Set<String> OF_PLANNERS =
      Set.of(JobRequest.PLANNER_LANE, JobRequest.BUILDS_LANE, "maintenance");
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
    String kind = Objects.requireNonNullElse(job.kind(), JobRequest.COMMAND);
    String payload = Json.write(Objects.requireNonNullElse(job.payload(), Map.of()));
    boolean own = OrderPayloads.KINDS.contains(kind);
    @Nullable Record order = own ? OrderPayloads.check(job.name(), kind, payload) : null;
    return new NewJob(
        job.name(),
        kind,
        payload,
        new NewJob.Placement(
            lane(job, own),
            Objects.requireNonNullElse(job.priority(), JobRequest.DEFAULT_PRIORITY),
            needs(Objects.requireNonNullElse(job.needs(), JobNeeds.NONE), Duration.ZERO)),
        new NewJob.Trials(
            Objects.requireNonNullElse(trials.attempts(), own ? JobRequest.PLANNER_ATTEMPTS : 1),
            Objects.requireNonNullElse(trials.pause(), Duration.ZERO),
            trials.despiteFailure(),
            trials.deadline()),
        waitsFor(job, order),
        set(job.reads()),
        set(job.writes()));
  }

  /// A load waits for the job that makes its extract.
  private static Set<String> waitsFor(JobRequest job, @Nullable Record order) {
    Set<String> names = new HashSet<>(job.waitsFor());
    if (order instanceof LoadOrder load && load.extractId() == null) {
      names.add(load.extract());
    }
    return names;
  }

  /// What planners run is in lanes of theirs, and nothing else is.
  private static String lane(JobRequest job, boolean own) {
    @Nullable String lane = job.lane();
    if (own) {
      if (lane != null && !lane.equals(JobRequest.PLANNER_LANE)) {
        throw PlimsollException.invalidRequest(
            "job %s: planners run a job of kind %s, in the lane %s: leave the lane out"
                .formatted(job.name(), job.kind(), JobRequest.PLANNER_LANE));
      }
      return JobRequest.PLANNER_LANE;
    }
    return notOfPlanners(lane(lane));
  }

  private static String notOfPlanners(String lane) {
    if (OF_PLANNERS.contains(lane)) {
      throw PlimsollException.invalidRequest("the lane %s is the planners' own".formatted(lane));
    }
    return lane;
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
          notOfPlanners(lane(claim.lane())),
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
