package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Shell;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll extract explain`.
@Command(
    name = "explain",
    description = {
      "Say what an extract would do, without doing it: how each table would be read and why, in how"
          + " many ranges and queries, by how many workers, and how long it may take. Takes the same"
          + " options as run.",
      "Exit as for the refusal where every table is refused."
    },
    footer = {"", "Example:", "  ./plimsoll extract explain shop 'shop.*' --strategy keyset"})
final class ExplainCommand extends SyncCommand {
  @Mixin private final TableOptions tables = new TableOptions();

  ExplainCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    ExtractRequest request = tables.request();
    ExtractExplanation explanation = sync.explain(request);
    if (json()) {
      terminal.json(explanation);
    } else {
      ExplanationText.lines(explanation, Displays.width(terminal)).forEach(terminal::data);
    }
    if (explanation.tables().stream().anyMatch(ExplanationText::isPlanned)) {
      next("extract run " + request.source() + " " + words(request) + into(request) + " --wait");
      return ExitCode.OK;
    }
    next("source test " + request.source());
    return explanation.tables().stream()
        .map(TableExplanation::errorCode)
        .filter(Objects::nonNull)
        .findFirst()
        .map(ExitCode::of)
        .orElse(ExitCode.OK);
  }

  private static String into(ExtractRequest request) {
    return request.target() == null ? "" : " --into " + request.target();
  }

  private static String words(ExtractRequest request) {
    return request.tables().stream().map(Shell::word).collect(Collectors.joining(" "));
  }
}
