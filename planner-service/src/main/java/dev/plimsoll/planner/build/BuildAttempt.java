package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.build.PhaseTimes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView.Outcome;
import dev.plimsoll.contracts.plan.BuildView.Progress;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.plan.BuildView.Timing;
import dev.plimsoll.contracts.problem.ErrorCode;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Columns of a build's row about its last attempt, as its events tell them. They are written
/// together, so only under the row's lock, or while nothing of it is in flight.
@Embeddable
public class BuildAttempt {
  private @Nullable Integer slot;
  private double fraction;
  private @Nullable String blocker;
  private @Nullable Instant dispatchedAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private long actualMillis = -1;
  private long waitedMillis = -1;
  private long totalMillis = -1;
  private long indexBytes = -1;
  private int workersLaunched = -1;
  private long temporarySeenBytes = -1;
  private String offendingKeys = "[]";
  private String steps = "[]";
  private int stepsAttempt;
  private @Nullable String errorCode;
  private @Nullable String error;

  public BuildAttempt() {}

  @Nullable String error() {
    return error;
  }

  @Nullable ErrorCode errorCode() {
    return errorCode == null ? null : ErrorCode.of(errorCode);
  }

  @Nullable String blocker() {
    return blocker;
  }

  /// @return its phase
  String runs(BuildEvent event) {
    // A resumed delivery continues the same attempt, whose time counts from its first start.
    startedAt = startedAt == null ? event.at() : startedAt;
    return switch (event) {
      case BuildEvent.Started started -> {
        tells(started, List.of());
        yield started.resumed() ? "resumed" : "started";
      }
      case BuildEvent.Progressed progressed -> {
        BuildEvent.Usage usage = progressed.usage();
        workersLaunched = usage.workersLaunched() < 0 ? workersLaunched : usage.workersLaunched();
        temporarySeenBytes =
            usage.temporaryBytes() < 0 ? temporarySeenBytes : usage.temporaryBytes();
        fraction = Math.max(fraction, Math.clamp(progressed.fraction(), 0, 1));
        blocker = progressed.blocker();
        tells(progressed, progressed.steps());
        yield progressed.phase();
      }
      case BuildEvent.Succeeded _, BuildEvent.Failed _, BuildEvent.Cancelled _ ->
          throw new IllegalArgumentException("an end is no progress");
    };
  }

  private void tells(BuildEvent event, List<BuildEvent.Step> reported) {
    List<BuildEvent.Step> known = stepsAttempt == event.attempt() ? steps() : List.of();
    stepsAttempt = event.attempt();
    steps = Json.write(merged(known, reported));
  }

  /// Merges reported steps into the known ones. A builder that takes over an attempt reports
  /// earlier steps as already done, which says less than their real outcome and duration.
  ///
  /// @param known of the same attempt
  /// @param reported all ended steps, in order; empty where the event has none
  static List<BuildEvent.Step> merged(List<BuildEvent.Step> known, List<BuildEvent.Step> reported) {
    Map<String, BuildEvent.Step> steps = new LinkedHashMap<>();
    known.forEach(step -> steps.put(step.name(), step));
    for (BuildEvent.Step step : reported) {
      if (!step.saysLessThan(steps.get(step.name()))) {
        steps.put(step.name(), step);
      }
    }
    return new ArrayList<>(steps.values());
  }

  private List<BuildEvent.Step> steps() {
    return List.of(Json.read(steps, BuildEvent.Step[].class));
  }

  void succeeds(BuildEvent.Succeeded event) {
    startedAt = startedAt == null ? event.at().minus(event.timing().total()) : startedAt;
    endedAt = event.at();
    fraction = 1;
    blocker = null;
    actualMillis = event.timing().create().toMillis();
    @Nullable PhaseTimes phases = event.timing().phases();
    waitedMillis = phases == null ? -1 : phases.waitMillis();
    totalMillis = event.timing().total().toMillis();
    indexBytes = event.indexBytes();
    workersLaunched = event.usage().workersLaunched();
    long temporaryBytes = event.usage().temporaryBytes();
    temporarySeenBytes = temporaryBytes < 0 ? temporarySeenBytes : temporaryBytes;
    errorCode = null;
    error = null;
    offendingKeys = "[]";
    tells(event, event.steps());
  }

  void fails(BuildEvent.Failed event) {
    ends(event.at(), event.failure().code(), event.failure().message());
    offendingKeys = Json.write(event.failure().offendingKeys());
    tells(event, event.steps());
  }

  void isCancelled(BuildEvent event, @Nullable String because) {
    ends(event.at(), ErrorCode.BUILD_CANCELLED, because);
    switch (event) {
      case BuildEvent.Cancelled cancelled -> tells(event, cancelled.steps());
      case BuildEvent.Failed failed -> tells(event, failed.steps());
      case BuildEvent.Started _, BuildEvent.Progressed _, BuildEvent.Succeeded _ -> {}
    }
  }

  void ends(Instant at, ErrorCode code, @Nullable String because) {
    endedAt = at;
    slot = null;
    blocker = null;
    errorCode = code.value();
    error = because;
  }

  /// Another one is to follow.
  void isFollowed() {
    startedAt = null;
    endedAt = null;
    fraction = 0;
  }

  Progress progress(int number, String phase, long etaMillis, @Nullable String waitingFor) {
    return new Progress(
        number, slot == null ? -1 : slot, phase, fraction, etaMillis, waitingFor, steps());
  }

  long remainingMillis(State shown, long predictedMillis, Instant now) {
    return BuildState.remainingMillis(shown, predictedMillis, startedAt, fraction, now);
  }

  /// @param open whether it is shown as running
  Timing timing(boolean open) {
    return new Timing(
        dispatchedAt, startedAt, open ? null : endedAt, actualMillis, waitedMillis, totalMillis);
  }

  Outcome outcome(@Nullable ErrorCode code, @Nullable String because) {
    return new Outcome(
        indexBytes,
        temporarySeenBytes,
        workersLaunched,
        code,
        because,
        List.of(Json.read(offendingKeys, OffendingKey[].class)));
  }
}
