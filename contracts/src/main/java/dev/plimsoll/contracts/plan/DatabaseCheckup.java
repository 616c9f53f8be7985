package dev.plimsoll.contracts.plan;

import java.util.List;

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

  /// @param fix what to do, as SQL or a command where there is one; empty where it passes
  public record Finding(String name, Status status, String detail, String fix) {}
}
