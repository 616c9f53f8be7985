package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/databases/{name}/test` of the planner.
///
/// @param serverVersion for example `16.4`; empty where it could not be reached
public record DatabaseCheckup(String database, String serverVersion, List<Finding> findings) {

  public enum Status {
    PASS,
    WARN,
    FAIL,
    SKIPPED
  }

  /// @param fix SQL or a command where there is one; empty where it passes
  public record Finding(
      String name, @JsonProperty("status") OpenEnum<Status> rawStatus, String detail, String fix) {
    public Finding(String name, Status status, String detail, String fix) {
      this(name, OpenEnum.of(status), detail, fix);
    }

    public @Nullable Status status() {
      return rawStatus.known();
    }
  }
}
