package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.FindingView.State;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "finding",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "What to drop and to mend in registered databases, as ./plimsoll advise NAME found it, and"
            + " what of it is dismissed.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll finding list shop",
      "  ./plimsoll finding dismiss 5b1d07aa --reason 'the yearly report reads it'"
    },
    subcommands = {
      FindingCommands.ListFindingsCommand.class,
      FindingCommands.ShowFindingCommand.class,
      FindingCommands.DismissFindingCommand.class,
      FindingCommands.ReopenFindingCommand.class
    })
public final class FindingCommands {
  @Command(
      name = "list",
      description =
          "List what is to be dropped or mended, by priority. What is dismissed or gone is left out.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll finding list shop",
        "  ./plimsoll finding list --state dismissed --json"
      })
  static final class ListFindingsCommand extends PlannerApiCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "Of a registered database; all by default.")
    private @Nullable String database;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "In this state alone: open (default), dismissed or gone.")
    private @Nullable String state;

    @Option(names = "--all", description = "In whatever state; the open ones first.")
    private boolean all;

    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(PlannerApi planner) {
      if (all && state != null) {
        throw PlimsollException.usage("--all is every state: give it or --state");
      }
      return answer(
          planner.findings(limit.most(json()), "database", database, "state", asked()),
          "Nothing is found%s."
              .formatted(all || state != null ? "" : " that is open; --all has the rest"),
          this::lines,
          database == null ? "db list" : "advise " + database,
          first -> "finding show " + Ids.shortId(first.id()));
    }

    private @Nullable State asked() {
      if (all) {
        return null;
      }
      return state == null ? State.OPEN : state(state);
    }

    private static State state(String text) {
      return Usage.checked(
          "no state of a finding: ", () -> State.valueOf(text.strip().toUpperCase(Locale.ROOT)));
    }

    private List<String> lines(List<FindingView> findings) {
      return new RowTable<FindingView>()
          .left("WHAT", one -> one.finding().code())
          .left("OF", one -> one.finding().subject())
          .left("FINDING", one -> Ids.shortId(one.id()))
          .left("DATABASE", FindingView::database)
          .left("STATE", one -> Words.state(one.rawState()))
          .right("PRIORITY", one -> one.finding().priority())
          .right(
              "FREES",
              one -> one.finding().gainBytes() > 0 ? Amounts.bytes(one.finding().gainBytes()) : "")
          .leftIfRoom("SEEN", one -> Amounts.moment(one.seenAt()))
          .lines(findings, width());
    }
  }

  abstract static class OneFindingCommand extends PlannerApiCommand {
    @Parameters(paramLabel = "FINDING", description = "Its id, or the first 4 characters or more.")
    private String id = "";

    final FindingView found(PlannerApi planner) {
      return Ids.find(
          id,
          "finding",
          planner::finding,
          beginning -> planner.findings(Integer.MAX_VALUE, "beginning", beginning));
    }

    final int told(FindingView one, String word) {
      return answer(
          one,
          "%s of %s in %s is %s"
              .formatted(one.finding().code(), one.finding().subject(), one.database(), word),
          "finding list " + one.database());
    }
  }

  @Command(
      name = "show",
      description = "Show a finding: why, what it would bring and cost, the SQL, who dismissed it.",
      footer = {"", "Example:", "  ./plimsoll finding show 5b1d07aa"})
  static final class ShowFindingCommand extends OneFindingCommand {
    @Override
    protected int run(PlannerApi planner) {
      FindingView one = found(planner);
      return answer(
          one,
          FindingLines::of,
          "finding %s %s"
              .formatted(
                  one.state() == State.DISMISSED ? "reopen" : "dismiss", Ids.shortId(one.id())));
    }
  }

  @Command(
      name = "dismiss",
      description =
          "Dismiss a finding: later analyses do not open it again before it is materially worse,"
              + " which is a more urgent priority or twice the disk.",
      footer = {
        "",
        "Example:",
        "  ./plimsoll finding dismiss 5b1d07aa --reason 'the yearly report reads it'"
      })
  static final class DismissFindingCommand extends OneFindingCommand {
    @Mixin private final RecordOptions who = new RecordOptions();

    @Override
    protected int run(PlannerApi planner) {
      return told(planner.dismissFinding(found(planner).id(), who.request()), "dismissed");
    }
  }

  @Command(
      name = "reopen",
      description = "Take a dismissal back.",
      footer = {"", "Example:", "  ./plimsoll finding reopen 5b1d07aa"})
  static final class ReopenFindingCommand extends OneFindingCommand {
    @Mixin private final RecordOptions who = new RecordOptions();

    @Override
    protected int run(PlannerApi planner) {
      return told(planner.reopenFinding(found(planner).id(), who.request()), "open");
    }
  }
}
