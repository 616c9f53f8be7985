package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import picocli.CommandLine.Parameters;

/// What `quarantine retry` and `quarantine remove` have in common.
abstract class QuarantineCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "ID", description = "As quarantine list shows it.")
  private long id;

  QuarantineCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  /// What was done.
  record Answer(String done, long id) {}

  /// @return what was done, as a participle
  abstract String decide(MaterializerApi log, long id);

  @Override
  protected final int run(MaterializerApi log) {
    String done = decide(log, id);
    if (json()) {
      terminal.json(new Answer(done, id));
    } else {
      terminal.data("%d is %s".formatted(id, done));
    }
    next("quarantine list");
    return ExitCode.OK;
  }
}
