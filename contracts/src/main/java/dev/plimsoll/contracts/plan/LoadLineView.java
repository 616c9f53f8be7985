package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/databases/{name}/load-line` of the planner: limits against what is taken now and
/// what is still to come.
///
/// @param paused nothing is sent
/// @param admission what is looked at before a build is sent
public record LoadLineView(
    String database, Instant at, boolean paused, List<Limit> limits, List<Admission> admission) {

  public enum Verdict {
    ADMITS,
    HOLDS,
    UNKNOWN
  }

  /// @param name `memory`, `workers`, `cores`, `temporary disk`, `disk` or `WAL rate`
  /// @param unit `bytes`, `count`, `millicores` or `bytes per second`
  /// @param peakToCome the most that the builds that wait would take, as they are scheduled now
  public record Limit(String name, String unit, long limit, long used, long peakToCome) {}

  /// @param name `window`, `replica lag`, `slots`, `free disk`, `sessions` or `pause`
  /// @param detail in a sentence
  public record Admission(
      String name, @JsonProperty("verdict") OpenEnum<Verdict> rawVerdict, String detail) {
    /// Of what this version knows.
    public Admission(String name, Verdict verdict, String detail) {
      this(name, OpenEnum.of(verdict), detail);
    }

    public @Nullable Verdict verdict() {
      return rawVerdict.known();
    }
  }
}
