package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.ControlRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who asks and why, which `schedule history` shows.
final class RecordOptions {
  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks, for the record (default: the user's name here).")
  private @Nullable String by;

  @Option(names = "--reason", paramLabel = "TEXT", description = "For the record.")
  private @Nullable String reason;

  String by() {
    return by == null ? PlannerApiCommand.me() : by;
  }

  @Nullable String reason() {
    return reason;
  }

  ControlRequest request() {
    return new ControlRequest(by(), reason);
  }
}
