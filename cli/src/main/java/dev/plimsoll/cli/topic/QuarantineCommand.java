package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import picocli.CommandLine.Parameters;

/// What `quarantine retry` and `quarantine remove` have in common.
abstract class QuarantineCommand extends MaterializerApiCommand {
  @Parameters(paramLabel = "ID", description = "As quarantine list shows it.")
  private long id;

  /// What was done.
  record Answer(String done, long id) {}

  /// @return what was done, as a participle
  abstract String decide(MaterializerApi log, long id);

  @Override
  protected final int run(MaterializerApi log) {
    String done = decide(log, id);
    return answer(new Answer(done, id), "%d is %s".formatted(id, done), "quarantine list");
  }
}
