package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.extract.ExtractCommands.TableOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.contracts.sync.ExtractExplanation.Estimate;
import dev.plimsoll.contracts.sync.ExtractExplanation.ExplainedReading;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

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
    show(explanation, () -> lines(explanation, width()));
    if (explanation.tables().stream().anyMatch(ExplainExtractCommand::isPlanned)) {
      next("extract run " + asTyped() + " --wait");
      return ExitCode.OK;
    }
    next("db test " + request.source());
    return explanation.tables().stream()
        .map(TableExplanation::failure)
        .filter(Objects::nonNull)
        .findFirst()
        .map(failure -> ExitCode.of(failure.code()))
        .orElse(ExitCode.OK);
  }

  /// Tables and options without those of the output.
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
    return Stream.concat(tables, options)
        .map(Printable::shellWord)
        .collect(Collectors.joining(" "));
  }

  static List<String> lines(ExtractExplanation explanation, int width) {
    List<TableExplanation> planned =
        explanation.tables().stream().filter(ExplainExtractCommand::isPlanned).toList();
    Details lines = Details.of();
    if (!planned.isEmpty()) {
      lines.lines(table(planned, width));
      lines.line("");
      lines.line(
          "%s: %s, %s, %s, about %s"
              .formatted(
                  Amounts.count(planned.size(), "table"),
                  Amounts.count(explanation.rows(), "row"),
                  Amounts.bytes(explanation.sourceBytes()),
                  Amounts.queries(explanation.queries()),
                  Amounts.seconds(explanation.seconds())));
    }
    lines.section("Why", planned.stream().map(ExplainExtractCommand::why).toList());
    lines.section("Times", bases(planned));
    lines.section(
        "Deletes",
        planned.stream()
            .flatMap(table -> Stream.ofNullable(table.deletes()).map(keys -> deletes(table, keys)))
            .toList());
    lines.section(
        "Refused",
        explanation.tables().stream()
            .filter(table -> !isPlanned(table))
            .map(ExplainExtractCommand::refusal)
            .toList());
    return lines.lines();
  }

  static boolean isPlanned(TableExplanation table) {
    return table.failure() == null;
  }

  private static List<String> table(List<TableExplanation> tables, int width) {
    return new RowTable<TableExplanation>()
        .left("TABLE", TableExplanation::table)
        .left("STRATEGY", table -> reading(table).strategy())
        .count("ROWS", table -> estimate(table).rows())
        .right("BYTES", table -> Amounts.bytes(estimate(table).sourceBytes()))
        .count("RANGES", table -> reading(table).ranges())
        .right("WORKERS", table -> reading(table).workers())
        .count("QUERIES", table -> estimate(table).queries())
        .right("TIME", table -> Amounts.seconds(estimate(table).seconds()))
        .lines(tables, width);
  }

  private static ExplainedReading reading(TableExplanation planned) {
    return Objects.requireNonNull(planned.reading(), "it is refused");
  }

  private static Estimate estimate(TableExplanation planned) {
    return Objects.requireNonNull(planned.estimate(), "it is refused");
  }

  private static String why(TableExplanation table) {
    ExplainedReading reading = reading(table);
    return "%s by %s: %s; its rows are of %s"
        .formatted(
            table.table(),
            reading.strategy(),
            reading.why(),
            ShowExtractCommand.moment(reading.consistency()));
  }

  /// Once for each strategy.
  private static List<String> bases(List<TableExplanation> tables) {
    Set<String> bases = new LinkedHashSet<>();
    tables.forEach(table -> bases.add(reading(table).strategy() + ": " + estimate(table).basis()));
    return List.copyOf(bases);
  }

  private static String deletes(TableExplanation table, ComparedKeys keys) {
    return "%s: keys of about %s at the target are compared in %s; where more than %d %% of them or %s would go, none does"
        .formatted(
            table.table(),
            Amounts.count(keys.targetRows(), "row"),
            Amounts.count(keys.ranges(), "range"),
            keys.maxPercent(),
            Amounts.count(keys.maxRows(), "row"));
  }

  private static String refusal(TableExplanation table) {
    return table.table() + ": " + Words.error(table.failure());
  }
}
