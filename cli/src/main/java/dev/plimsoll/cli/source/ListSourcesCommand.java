package dev.plimsoll.cli.source;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll source list`.
@Command(
    name = "list",
    description = "List the registered sources; targets are among them.",
    footer = {"", "Example:", "  ./plimsoll source list"})
final class ListSourcesCommand extends SyncApiCommand {
  ListSourcesCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    List<EndpointRegistration> sources = sync.endpoints();
    if (json()) {
      terminal.json(sources);
    } else if (sources.isEmpty()) {
      terminal.say("No source is registered.");
    } else {
      SourceText.table(sources).forEach(terminal::data);
    }
    next(
        sources.isEmpty()
            ? "source create NAME --host HOST --database DATABASE --user USER"
            : "source test " + sources.getFirst().name());
    return ExitCode.OK;
  }
}
