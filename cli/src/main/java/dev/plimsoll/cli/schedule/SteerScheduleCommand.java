package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.sync.ScheduleView;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What pausing, resuming and running at once have in common.
abstract class SteerScheduleCommand extends SyncApiCommand {
  private final String act;

  @Parameters(paramLabel = "NAME", description = "As schedule list shows it.")
  private String name = "";

  @Mixin private final RecordOptions record = new RecordOptions();

  /// @param act as the service calls it
  SteerScheduleCommand(Terminal terminal, Map<String, String> environment, String act) {
    super(terminal, environment);
    this.act = act;
  }

  @Override
  protected final int run(SyncApi sync) {
    ScheduleView schedule = sync.control(name, act, record.request());
    if (json()) {
      terminal.json(schedule);
    } else {
      terminal.data(ScheduleText.line(schedule));
    }
    next("schedule show " + name);
    return ExitCode.OK;
  }
}
