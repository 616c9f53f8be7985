package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Shell;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// `plimsoll extract explain`.
@Command(
    name = "explain",
    description = {
      "Say what an extract would do, without doing it: how each table would be read and why, in how"
          + " many ranges and queries, by how many workers, and how long it may take. Takes the"
          + " same options as run.",
      "Exit as for the refusal where every table is refused."
    },
    footer = {"", "Example:", "  ./plimsoll extract explain shop 'shop.*' --strategy keyset"})
final class ExplainExtractCommand extends SyncApiCommand {
  @Mixin private final TableOptions tables = new TableOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  protected int run(SyncApi sync) {
    ExtractRequest request = tables.request();
    ExtractExplanation explanation = sync.explain(request);
    show(explanation, () -> ExplanationText.lines(explanation, width()));
    if (explanation.tables().stream().anyMatch(ExplanationText::isPlanned)) {
      next("extract run " + asTyped() + " --wait");
      return ExitCode.OK;
    }
    next("db test " + request.source());
    return explanation.tables().stream()
        .map(TableExplanation::errorCode)
        .filter(Objects::nonNull)
        .findFirst()
        .map(ExitCode::of)
        .orElse(ExitCode.OK);
  }

  /// Tables and options, without those that say how it is answered.
  private String asTyped() {
    CommandSpec command = Objects.requireNonNull(spec);
    List<OptionSpec> own = Objects.requireNonNull(command.mixins().get("tables")).options();
    ParseResult typed = command.commandLine().getParseResult();
    Stream<String> tables =
        typed.matchedPositionals().stream().flatMap(it -> it.originalStringValues().stream());
    Stream<String> options =
        typed.matchedOptions().stream()
            .filter(own::contains)
            .distinct()
            .flatMap(
                option ->
                    option.arity().max() == 0
                        ? Stream.of(option.longestName())
                        : option.originalStringValues().stream()
                            .flatMap(value -> Stream.of(option.longestName(), value)));
    return Stream.concat(tables, options).map(Shell::word).collect(Collectors.joining(" "));
  }
}
