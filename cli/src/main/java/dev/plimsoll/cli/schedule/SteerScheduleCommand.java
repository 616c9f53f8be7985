package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.ScheduleView;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What pausing, resuming and running at once have in common.
abstract class SteerScheduleCommand extends SyncApiCommand {
  private final String act;

  @Parameters(paramLabel = "NAME", description = "As schedule list shows it.")
  private String name = "";

  @Mixin private final RecordOptions record = new RecordOptions();

  /// @param act as the service calls it
  SteerScheduleCommand(String act) {
    this.act = act;
  }

  @Override
  protected final int run(SyncApi sync) {
    ScheduleView schedule = sync.control(name, act, record.request());
    return answer(schedule, ScheduleText.line(schedule), "schedule show " + name);
  }
}
