package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.plan.DraftText;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.advice.AdvicePlanRequest;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "advice",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Recommended indexes of registered databases, as ./plimsoll advise NAME found them: planned,"
            + " dismissed, and what they have brought.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll advice list shop",
      "  ./plimsoll advice plan 3f2a9c81 77b0e1d4"
    },
    subcommands = {
      AdviceCommands.ListAdviceCommand.class,
      AdviceCommands.ShowAdviceCommand.class,
      AdviceCommands.DismissAdviceCommand.class,
      AdviceCommands.ReopenAdviceCommand.class,
      AdviceCommands.PlanAdviceCommand.class
    })
public final class AdviceCommands {
  private static final int SHOWN_OF_HASH = 12;

  static RecommendationView find(PlannerApi planner, String id) {
    return Ids.find(
        id,
        "recommendation",
        planner::recommendation,
        beginning -> planner.recommendations(Integer.MAX_VALUE, "beginning", beginning));
  }

  @Command(
      name = "list",
      description = "List recommended indexes: what is to be decided first, then by priority.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll advice list shop",
        "  ./plimsoll advice list --state did-not-pay --json"
      })
  static final class ListAdviceCommand extends PlannerApiCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "Of a registered database; all by default.")
    private @Nullable String database;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description =
            "In this state alone: open, dismissed, planned, built, paid, did-not-pay or gone.")
    private @Nullable String state;

    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(PlannerApi planner) {
      return answer(
          planner.recommendations(
              limit.most(json()), "database", database, "state", RecommendationText.state(state)),
          "No index is recommended.",
          this::lines,
          database == null ? "db list" : "advise " + database,
          first -> "advice show " + Ids.shortId(first.id()));
    }

    private List<String> lines(List<RecommendationView> all) {
      return new RowTable<RecommendationView>()
          .left(
              "INDEX", one -> IndexAdviceText.brief(one.index().table(), one.index().definition()))
          .left("ADVICE", one -> Ids.shortId(one.id()))
          .left("DATABASE", RecommendationView::database)
          .left("STATE", one -> Words.state(one.rawState()))
          .right("PRIORITY", one -> one.index().priority())
          .right("SAVES", one -> IndexAdviceText.percent(one.index().savedShare()))
          .right("SIZE", one -> Amounts.bytes(one.index().bytes()))
          .leftIfRoom("SEEN", one -> Amounts.moment(one.seenAt()))
          .lines(all, width());
    }
  }

  abstract static class OneAdviceCommand extends PlannerApiCommand {
    @Parameters(paramLabel = "ADVICE", description = "Its id, or the first 4 characters or more.")
    private String id = "";

    final RecommendationView found(PlannerApi planner) {
      return find(planner, id);
    }
  }

  @Command(
      name = "show",
      description = "Show a recommended index: why, what it is worth, what became of it.",
      footer = {"", "Example:", "  ./plimsoll advice show 3f2a9c81"})
  static final class ShowAdviceCommand extends OneAdviceCommand {
    @Override
    protected int run(PlannerApi planner) {
      RecommendationView one = found(planner);
      return answer(
          one,
          RecommendationText::lines,
          one.plan() == null
              ? "advice plan " + Ids.shortId(one.id())
              : "plan show " + Ids.shortId(one.plan()));
    }
  }

  @Command(
      name = "dismiss",
      description =
          "Dismiss a recommended index: later analyses do not open it again. One that is planned"
              + " later is dismissed no more.",
      footer = {"", "Example:", "  ./plimsoll advice dismiss 3f2a9c81 --reason 'too many writes'"})
  static final class DismissAdviceCommand extends OneAdviceCommand {
    @Mixin private final RecordOptions who = new RecordOptions();

    @Override
    protected int run(PlannerApi planner) {
      RecommendationView one = planner.dismiss(found(planner).id(), who.request());
      return answer(
          one,
          "%s of %s is dismissed"
              .formatted(
                  IndexAdviceText.brief(one.index().table(), one.index().definition()),
                  one.database()),
          "advice list " + one.database());
    }
  }

  @Command(
      name = "reopen",
      description = "Take a dismissal back.",
      footer = {"", "Example:", "  ./plimsoll advice reopen 3f2a9c81"})
  static final class ReopenAdviceCommand extends OneAdviceCommand {
    @Mixin private final RecordOptions who = new RecordOptions();

    @Override
    protected int run(PlannerApi planner) {
      RecommendationView one = planner.reopen(found(planner).id(), who.request());
      return answer(
          one,
          "%s of %s is open"
              .formatted(
                  IndexAdviceText.brief(one.index().table(), one.index().definition()),
                  one.database()),
          "advice list " + one.database());
    }
  }

  @Command(
      name = "plan",
      description = {
        "Draft a plan of recommended indexes of one database, sized and under its load line."
            + " Nothing is built before ./plimsoll apply.",
        "Exit 7 where it does not fit into --window."
      },
      footer = {"", "Example:", "  ./plimsoll advice plan 3f2a9c81 77b0e1d4 --window 4h"})
  static final class PlanAdviceCommand extends PlannerApiCommand {
    @Parameters(
        arity = "1..*",
        paramLabel = "ADVICE",
        description = "Their ids, or the first 4 characters or more of each.")
    private List<String> ids = new ArrayList<>();

    @Option(
        names = "--strategy",
        paramLabel = "NAME",
        description = "Arranged by this strategy (default: the database's own).")
    private @Nullable String strategy;

    @Option(
        names = "--window",
        paramLabel = "SPAN",
        description = "Say whether it fits into so much time, for example 4h; exit 7 where not.")
    private @Nullable String window;

    @Override
    protected int run(PlannerApi planner) {
      List<RecommendationView> chosen = ids.stream().map(id -> find(planner, id)).toList();
      List<String> databases =
          chosen.stream().map(RecommendationView::database).distinct().toList();
      if (databases.size() > 1) {
        throw PlimsollException.usage(
            "they are of several databases, and a plan is of one: " + String.join(", ", databases));
      }
      PlanView plan =
          planner.draftOfAdvice(
              databases.getFirst(),
              new AdvicePlanRequest(
                  chosen.stream().map(RecommendationView::id).toList(),
                  strategy,
                  window == null ? null : Spans.parse(window).toMillis()));
      show(plan, () -> DraftText.lines(plan, null, false, width()));
      next(
          plan.builds().isEmpty()
              ? "advice list " + plan.database()
              : "apply " + plan.hash().substring(0, Math.min(SHOWN_OF_HASH, plan.hash().length())));
      return plan.prediction().fits() ? ExitCode.OK : ExitCode.FINDINGS;
    }
  }
}
