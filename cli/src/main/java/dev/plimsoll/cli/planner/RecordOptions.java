package dev.plimsoll.cli.planner;

import dev.plimsoll.contracts.plan.ControlRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who asks and why.
public final class RecordOptions {
  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks, for the record (default: the user's name here).")
  private @Nullable String by;

  @Option(names = "--reason", paramLabel = "TEXT", description = "For the record.")
  private @Nullable String reason;

  public String by() {
    return by == null ? PlannerApiCommand.me() : by;
  }

  public @Nullable String reason() {
    return reason;
  }

  public ControlRequest request() {
    return new ControlRequest(by(), reason);
  }
}
