package dev.plimsoll.cli.planner;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ApiCommand;
import dev.plimsoll.contracts.plan.ControlRequest;
import org.jspecify.annotations.Nullable;

/// A command that asks the planner.
public abstract class PlannerApiCommand extends ApiCommand<PlannerApi> {
  private static final int LONGEST_NAME = 100;

  protected PlannerApiCommand() {
    super(ServiceName.PLANNER, PlannerApi::new);
  }

  /// Who is at it, for the planner's records.
  public static String me() {
    String name = System.getProperty("user.name", "");
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  protected static ControlRequest control(@Nullable String reason) {
    return new ControlRequest(me(), reason);
  }
}
