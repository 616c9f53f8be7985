package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.advise.OwnAdvice.Answer;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Spinner;
import dev.plimsoll.cli.terminal.TerminalCommand;
import dev.plimsoll.cli.text.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "advise",
    description = {
      "Read a database of your own and say which of its indexes, tables and statistics want"
          + " attention: unused, duplicate, invalid and bloated indexes, foreign keys without one,"
          + " dead rows, ids that run out; with evidence, gain, cost and the SQL. Writes nothing"
          + " and needs no services. Passwords come from .pgpass, PGPASSWORD or the service's"
          + " entry.",
      "Priority 1 is now, 4 when there is time. What cannot be known is withheld and says why.",
      "Exit 7 where something has priority 1 or 2."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll advise --service mydb --standby replica.example",
      "  ./plimsoll advise --service mydb --table 'shop.*' --unused-for 30d --sql"
    })
public final class AdviseCommand extends TerminalCommand {
  private static final int URGENT = 2;

  @Mixin private final AddressOptions address = new AddressOptions();

  @Option(
      names = "--table",
      paramLabel = "PATTERN",
      description = "Keep to these tables, for example 'shop.*'; repeatable.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--unused-for",
      paramLabel = "SPAN",
      defaultValue = "7d",
      description =
          "An index is unused if nothing has read it for so long (default: ${DEFAULT-VALUE}).")
  private String unusedFor = "7d";

  @Option(
      names = "--standby",
      paramLabel = "HOST[:PORT]",
      description =
          "A standby, where the same role and password are taken: an index that is read there is"
              + " used; repeatable.")
  private List<String> standbys = new ArrayList<>();

  @Option(
      names = "--whole-indexes",
      description =
          "Read indexes that look bloated from end to end, where pgstattuple is installed, instead"
              + " of a sample.")
  private boolean wholeIndexes;

  @Option(
      names = "--sql",
      description = "Print the statements instead, the most urgent first, to be run one by one.")
  private boolean sql;

  @Override
  protected String suffix() {
    return "";
  }

  @Override
  public Integer call() {
    Duration span = Spans.parse(unusedFor);
    ResolvedAddress target = address.resolve(environment());
    Answer answer;
    try (Spinner _ = Spinner.of(terminal(), "reading " + target)) {
      answer = OwnAdvice.read(target, tables, span, standbys, wholeIndexes);
    }
    show(answer, () -> sql ? AdviceText.script(answer) : AdviceText.lines(answer));
    return answer.findings().stream().anyMatch(finding -> finding.priority() <= URGENT)
        ? ExitCode.FINDINGS
        : ExitCode.OK;
  }
}
