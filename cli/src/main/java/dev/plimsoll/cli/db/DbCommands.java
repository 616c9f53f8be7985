package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.build.BuildCommands;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.LoadLineView;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "db",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Register databases: where they are, what must exist there, their load line; and hold what"
            + " is built there.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll db create shop --host db.example --database shop --user shop_owner \\",
      "      --sslmode verify-full --preset medium \\",
      "      --rule 'features.*: primary key (hashkey)'",
      "  ./plimsoll db test shop"
    },
    subcommands = {
      CreateDatabaseCommand.class,
      EditDatabaseCommand.class,
      DbCommands.ListDatabasesCommand.class,
      DbCommands.ShowDatabaseCommand.class,
      TestDatabaseCommand.class,
      DbCommands.RemoveDatabaseCommand.class,
      DbCommands.DatabaseHistoryCommand.class,
      DbCommands.LoadLineCommand.class,
      DbCommands.CalibrationCommand.class,
      DbCommands.PilotCommand.class
    })
public final class DbCommands {
  private DbCommands() {}

  public static CommandLine of() {
    return BuildCommands.ofDatabases(new CommandLine(new DbCommands()));
  }

  @Command(
      name = "list",
      description = "List the registered databases.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll db list",
        "  ./plimsoll db list --as source --kind mariadb"
      })
  static final class ListDatabasesCommand extends PlannerApiCommand {
    @Option(names = "--kind", paramLabel = "KIND", description = "Of this kind alone.")
    private @Nullable DatabaseKind kind;

    @Option(
        names = "--as",
        paramLabel = "USE",
        description = "That serve as this alone: source, target or build.")
    private @Nullable DatabaseUse use;

    @Override
    protected int run(PlannerApi planner) {
      return answer(
          planner.databases(kind, use),
          "No database is registered.",
          all -> DatabaseText.table(all, width()),
          "db create NAME --host HOST --database DATABASE --user USER --preset medium",
          first -> "db show " + first.name());
    }
  }

  abstract static class OneDatabaseCommand extends PlannerApiCommand {
    @Parameters(paramLabel = "NAME", description = "Of the registered database.")
    String name = "";
  }

  @Command(
      name = "show",
      description = "Show how a database is registered.",
      footer = {"", "Example:", "  ./plimsoll db show shop --json"})
  static final class ShowDatabaseCommand extends OneDatabaseCommand {
    @Override
    protected int run(PlannerApi planner) {
      return answer(planner.database(name), DatabaseText::lines, "plan " + name);
    }
  }

  @Command(
      name = "remove",
      description = {
        "Forget a registered database. The database itself and its indexes stay, and so does what"
            + " was planned and built there: ./plimsoll build list shows it.",
        "Exit 5 while builds run there or wait to be sent."
      },
      footer = {"", "Example:", "  ./plimsoll db remove shop --yes"})
  static final class RemoveDatabaseCommand extends OneDatabaseCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    protected int run(PlannerApi planner) {
      confirmation.require(
          terminal(),
          "the registration of %s goes, with its load line and rules".formatted(name),
          name);
      planner.remove(name, record.request());
      return answer(Map.of("removed", name), name + " is no longer registered", "db list");
    }
  }

  @Command(
      name = "history",
      description =
          "List who has changed a registration, when and why, with where it led then; the latest"
              + " first. Also of a name that is not registered any more.",
      footer = {"", "Example:", "  ./plimsoll db history shop"})
  static final class DatabaseHistoryCommand extends PlannerApiCommand {
    @Parameters(paramLabel = "NAME", description = "Of the database.")
    private String name = "";

    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(PlannerApi planner) {
      return answer(
          planner.changes(name, limit.most(json())),
          "Nobody has ever registered " + Printable.line(name) + ".",
          changes -> changes.stream().map(DatabaseHistoryCommand::line).toList(),
          "db list");
    }

    private static String line(DatabaseChange change) {
      DatabaseRegistration now = change.registration();
      return Printable.line(
          "%s  %d  %s  %s%s"
              .formatted(
                  change.at(),
                  change.edition(),
                  change.by().isEmpty() ? "a user of the API" : change.by(),
                  now == null
                      ? "removed"
                      : "%s:%d/%s as %s"
                          .formatted(
                              now.address().host(),
                              now.address().port(),
                              now.address().database(),
                              DatabaseText.uses(now)),
                  change.reason() == null ? "" : ": " + change.reason()));
    }
  }

  @Command(
      name = "load-line",
      description =
          "Show a database's limits against what is taken now and what is still to come, and what"
              + " holds builds back.",
      footer = {"", "Example:", "  ./plimsoll db load-line shop"})
  static final class LoadLineCommand extends OneDatabaseCommand {
    @Override
    protected int run(PlannerApi planner) {
      LoadLineView view = planner.loadLine(name);
      return answer(
          view, DatabaseText::loadLine, view.paused() ? "db resume " + name : "build list " + name);
    }
  }

  @Command(
      name = "calibration",
      description =
          "Show what a row of each kind of key costs in a database, and how far predictions were"
              + " off.",
      footer = {"", "Example:", "  ./plimsoll db calibration shop"})
  static final class CalibrationCommand extends OneDatabaseCommand {
    @Override
    protected int run(PlannerApi planner) {
      return answer(planner.calibration(name), DatabaseText::calibration, "db pilot " + name);
    }
  }

  @Command(
      name = "pilot",
      description = {
        "Measure on small samples what a row of each kind of key costs in a database.",
        "Builds and drops indexes on copies of samples; refused while builds run there."
      },
      footer = {"", "Example:", "  ./plimsoll db pilot shop"})
  static final class PilotCommand extends OneDatabaseCommand {
    @Override
    protected int run(PlannerApi planner) {
      return answer(planner.pilot(name), DatabaseText::calibration, "plan " + name);
    }
  }
}
