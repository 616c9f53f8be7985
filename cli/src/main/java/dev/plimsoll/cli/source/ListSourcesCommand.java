package dev.plimsoll.cli.source;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import java.util.List;
import picocli.CommandLine.Command;

/// `plimsoll source list`.
@Command(
    name = "list",
    description = "List the registered sources; targets are among them.",
    footer = {"", "Example:", "  ./plimsoll source list"})
final class ListSourcesCommand extends SyncApiCommand {
  @Override
  protected int run(SyncApi sync) {
    List<EndpointRegistration> sources = sync.endpoints();
    return answer(
        sources,
        "No source is registered.",
        () -> SourceText.table(sources),
        sources.isEmpty()
            ? "source create NAME --host HOST --database DATABASE --user USER"
            : "source test " + sources.getFirst().name());
  }
}
