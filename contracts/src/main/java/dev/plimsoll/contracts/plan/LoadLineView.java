package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/databases/{name}/load-line` of the planner: limits, their use now and their use to
/// come.
///
/// @param paused whether dispatch is paused
/// @param admission checks before a dispatch
public record LoadLineView(
    String database, Instant at, boolean paused, List<Limit> limits, List<Admission> admission) {

  public enum Verdict {
    ADMITS,
    HOLDS,
    UNKNOWN
  }

  /// @param name `memory`, `workers`, `cores`, `temporary disk`, `disk` or `WAL rate`
  /// @param unit `bytes`, `count`, `millicores` or `bytes per second`
  /// @param peakToCome of the waiting builds, as scheduled now
  public record Limit(String name, String unit, long limit, long used, long peakToCome) {}

  /// @param name `window`, `replica lag`, `slots`, `free disk`, `sessions` or `pause`
  public record Admission(
      String name, @JsonProperty("verdict") OpenEnum<Verdict> rawVerdict, String detail) {
    public Admission(String name, Verdict verdict, String detail) {
      this(name, OpenEnum.of(verdict), detail);
    }

    public @Nullable Verdict verdict() {
      return rawVerdict.known();
    }
  }
}
