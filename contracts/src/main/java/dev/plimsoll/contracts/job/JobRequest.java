package dev.plimsoll.contracts.job;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A job of a [WorkflowRequest].
///
/// @param kind what does it; `command` where absent. The planner itself runs `build`, `extract` and
///     `load`
/// @param payload for whoever does it; of a command: `command`, a list of words, and perhaps
///     `environment`, `directory` and `timeLimit`; of the planner's a [BuildOrder], an
///     [dev.plimsoll.contracts.sync.ExtractRequest] or a [LoadOrder]
/// @param lane of workers; `default` where absent, `planner` for what the planner runs
/// @param priority the highest first; 5 where absent
/// @param needs nothing where absent
/// @param trials one where absent; 20 for what the planner runs: only a lost planner ends one
/// @param waitsFor names of jobs of the workflow that must be done first
/// @param reads names of data; waits for the job that writes each
/// @param writes names of data that this job alone makes
public record JobRequest(
    @Within(Bound.JOB_NAME) String name,
    @Nullable @Within(Bound.JOB_KIND) String kind,
    @Nullable @Within(Bound.JOB_PARTS) Map<String, Object> payload,
    @Nullable @Within(Bound.JOB_KIND) String lane,
    @Nullable @Within(Bound.JOB_PRIORITY) Integer priority,
    @Nullable JobNeeds needs,
    @Nullable JobTrials trials,
    @Within(Bound.JOB_LINKS) List<@Within(Bound.JOB_NAME) String> waitsFor,
    @Within(Bound.JOB_LINKS) List<@Within(Bound.JOB_NAME) String> reads,
    @Within(Bound.JOB_LINKS) List<@Within(Bound.JOB_NAME) String> writes) {
  public static final String COMMAND = "command";
  public static final String BUILD = "build";
  public static final String EXTRACT = "extract";
  public static final String LOAD = "load";

  /// Lane of the jobs that planners run.
  public static final String PLANNER_LANE = "planner";

  /// Lane of the jobs that show builds of applied plans.
  public static final String BUILDS_LANE = "builds";

  /// Attempts of what planners run where absent.
  public static final int PLANNER_ATTEMPTS = 20;

  public static final String DEFAULT_LANE = "default";
  public static final int DEFAULT_PRIORITY = 5;

  public JobRequest {
    payload = JobJson.object("payload", payload);
    waitsFor = waitsFor == null ? List.of() : List.copyOf(waitsFor);
    reads = reads == null ? List.of() : List.copyOf(reads);
    writes = writes == null ? List.of() : List.copyOf(writes);
  }
}
