package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.DiscardRowsCommand;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.FailedTablesOption;
import dev.plimsoll.cli.sync.FollowingCommand;
import dev.plimsoll.cli.sync.ListOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "extract",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Read tables of a source into Parquet files with a log, and load them into a target.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract explain shop 'shop.*'",
      "  ./plimsoll extract run shop 'shop.*' --into warehouse --wait --verify"
    },
    subcommands = {
      RunExtractCommand.class,
      ExplainExtractCommand.class,
      ExtractCommands.ListExtractsCommand.class,
      ShowExtractCommand.class,
      AnalysisCommand.class,
      ExtractCommands.CancelExtractCommand.class,
      ExtractCommands.PauseExtractCommand.class,
      ExtractCommands.ResumeExtractCommand.class,
      ExtractCommands.RetryTableCommand.class,
      ExtractCommands.DiscardExtractCommand.class
    })
public final class ExtractCommands {

  @Command(
      name = "list",
      description = "List extracts, the latest first.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll extract list",
        "  ./plimsoll extract list --source shop --table 'shop.o*' --state failed --json"
      })
  static final class ListExtractsCommand extends SyncApiCommand {
    @Mixin private final ListOptions options = new ListOptions();

    @Override
    protected int run(SyncApi sync) {
      return answer(
          sync.extracts(options.most(json()), options.filters()),
          "There are no extracts.",
          all -> ExtractText.list(all, width()),
          "db list",
          latest -> "extract show " + Ids.shortId(latest.id()));
    }
  }

  /// Base of cancelling, pausing and resuming an extract or some of its tables.
  abstract static class SteerExtractCommand extends SyncApiCommand {
    private final String act;
    private final String after;

    @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
    private String id = "";

    @Option(
        names = "--table",
        paramLabel = "TABLE",
        description =
            "This one alone: schema.table; repeatable (default: all tables that have not ended).")
    private List<String> tables = new ArrayList<>();

    /// @param after the suggested command, with `%s` for the extract
    SteerExtractCommand(String act, String after) {
      this.act = act;
      this.after = after;
    }

    @Override
    protected final int run(SyncApi sync) {
      ExtractView extract = ExtractLookup.find(sync, id);
      // Resolved before the first call: a mistyped name must not fail half-way.
      List<TableView> named =
          tables.stream().map(name -> ExtractLookup.table(extract, name)).toList();
      ExtractView now = extract;
      if (named.isEmpty()) {
        now = sync.control(extract.id(), act);
      }
      for (TableView table : named) {
        now = sync.control(extract.id(), table.table(), act);
      }
      ExtractView answer = now;
      return answer(
          answer,
          () ->
              Details.of()
                  .line(ExtractText.summary(answer))
                  .lines(
                      ExtractText.inOrder(answer).stream()
                          .filter(
                              table ->
                                  named.isEmpty()
                                      || named.stream()
                                          .anyMatch(one -> one.table().equals(table.table())))
                          .map(ExtractText::line)
                          .toList())
                  .lines(),
          after.formatted(Ids.shortId(answer.id())));
    }
  }

  @Command(
      name = "cancel",
      description =
          "Stop an extract, or some of its tables. What is announced and loaded stays; a cancelled"
              + " table has failed with extract-cancelled, and may be retried.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll extract cancel 1f6e0b5c",
        "  ./plimsoll extract cancel 1f6e0b5c --table shop.orders"
      })
  static final class CancelExtractCommand extends SteerExtractCommand {
    CancelExtractCommand() {
      super("cancel", "extract show %s");
    }
  }

  @Command(
      name = "pause",
      description =
          "Read nothing more of an extract, or of some of its tables, until it is resumed. Workers"
              + " leave a table at their next range or complete file; what is read is still loaded."
              + " The snapshot of a table stays held meanwhile, and with it what the source could"
              + " clear away.",
      footer = {"", "Example:", "  ./plimsoll extract pause 1f6e0b5c"})
  static final class PauseExtractCommand extends SteerExtractCommand {
    PauseExtractCommand() {
      super("pause", "extract resume %s");
    }
  }

  @Command(
      name = "resume",
      description = "Let a paused extract, or some of its tables, go on from where they are.",
      footer = {"", "Example:", "  ./plimsoll extract resume 1f6e0b5c"})
  static final class ResumeExtractCommand extends SteerExtractCommand {
    ResumeExtractCommand() {
      super("resume", "extract show %s --watch");
    }
  }

  @Command(
      name = "discard",
      description = {
        "Take the rows of tables that failed or were cancelled out of the target again, so that"
            + " another extract may load them. 'extract retry' then loads them from their first"
            + " row.",
        "Refused where the target's table has not the extract's own rows alone: nobody else's go."
      },
      footer = {"", "Examples:", "  ./plimsoll extract discard 1f6e0b5c --table shop.orders"})
  static final class DiscardExtractCommand extends DiscardRowsCommand {
    @Override
    protected int run(SyncApi sync) {
      ExtractView extract = ExtractLookup.find(sync, id());
      return discard(
          name -> ExtractLookup.table(extract, name).table(),
          table -> sync.control(extract.id(), table, "discard"),
          "extract retry " + Ids.shortId(extract.id()));
    }
  }

  @Command(
      name = "retry",
      description = {
        "Go on with tables that failed or were cancelled, from what is safely kept.",
        "With --wait: exit 0 when the extract is done, 1 when a table failed, 6 when --timeout came"
            + " first."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll extract retry 1f6e0b5c --table shop.orders --wait",
        "  ./plimsoll extract retry 1f6e0b5c"
      })
  static final class RetryTableCommand extends FollowExtractCommand {
    @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
    private String id = "";

    @Mixin private final FailedTablesOption tables = new FailedTablesOption();

    @Option(
        names = {"--wait", "--watch"},
        description = "Wait until the extract has ended, and show how far it is.")
    private boolean wait;

    @Override
    protected int run(SyncApi sync) {
      ExtractView extract = ExtractLookup.find(sync, id);
      List<TableView> failed = failed(extract);
      if (failed.isEmpty()) {
        return tell(extract, "Nothing of it has failed.", ExitCode.OK);
      }
      ExtractView now = extract;
      for (TableView table : failed) {
        now = sync.control(extract.id(), table.table(), "retry");
      }
      if (!wait) {
        return tell(now, "", ExitCode.OK);
      }
      Watch.Outcome<ExtractProgress> outcome = follow(sync, now.id(), terminal().err());
      return tell(outcome.last().extract(), "", outcome.exitCode());
    }

    /// Named tables, failed or not: the service refuses the wrong ones.
    private List<TableView> failed(ExtractView extract) {
      return tables.names().isEmpty()
          ? extract.tables().stream().filter(ExtractProgress::isFailed).toList()
          : tables.names().stream().map(name -> ExtractLookup.table(extract, name)).toList();
    }

    private int tell(ExtractView extract, String remark, int exitCode) {
      if (!remark.isEmpty()) {
        terminal().say(remark);
      }
      show(extract, () -> ExtractText.brief(extract));
      boolean running = extract.state() == ExtractView.State.RUNNING;
      next("extract show " + Ids.shortId(extract.id()) + (running ? " --watch" : ""));
      return exitCode;
    }
  }

  abstract static class FollowExtractCommand extends FollowingCommand {
    final Watch.Outcome<ExtractProgress> follow(SyncApi sync, UUID id, PrintStream out) {
      String extract = Ids.shortId(id);
      return follow(
          () -> new ExtractProgress(sync.extract(id)),
          out,
          List.of(
              "The extract goes on without this command.",
              "  look again:  " + plimsoll("extract show " + extract + " --watch"),
              "  cancel it:   " + plimsoll("extract cancel " + extract)));
    }
  }

  static final class TableOption {
    @Option(names = "--table", paramLabel = "TABLE", description = "This one alone: schema.table.")
    private @Nullable String name;

    public @Nullable String name() {
      return name;
    }
  }

  static final class TableOptions {
    @Parameters(index = "0", paramLabel = "SOURCE", description = "A source's name.")
    private String source = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "TABLE",
        description =
            "schema.table, with * for any run of characters, as the catalog has the names; a"
                + " MariaDB's schemas are its databases.")
    private List<String> tables = new ArrayList<>();

    @Option(
        names = "--into",
        paramLabel = "TARGET",
        description =
            "A source's name, PostgreSQL, to load into (default: files and their log alone).")
    private @Nullable String target;

    @Mixin private final ReadingOptions reading = new ReadingOptions();

    @Nullable String target() {
      return target;
    }

    ExtractRequest request() {
      return reading.request(source, tables, target);
    }
  }
}
