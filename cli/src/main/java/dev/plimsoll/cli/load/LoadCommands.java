package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.DiscardRowsCommand;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.FailedTablesOption;
import dev.plimsoll.cli.sync.FollowingCommand;
import dev.plimsoll.cli.sync.ListOptions;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.sync.TargetSchemasOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "load",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Load the files of an extract that was read before into a target; the source is not asked"
            + " again.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll load run 1f6e0b5c --into warehouse --wait",
      "  ./plimsoll load show 9a3c --watch"
    },
    subcommands = {
      LoadCommands.RunLoadCommand.class,
      LoadCommands.ListLoadsCommand.class,
      LoadCommands.ShowLoadCommand.class,
      LoadCommands.RetryLoadCommand.class,
      LoadCommands.DiscardLoadCommand.class,
      RedshiftLoadCommand.class
    })
public final class LoadCommands {

  @Command(
      name = "list",
      description =
          "List loads of extracts that were read before, the latest first. What an extract has"
              + " loaded itself, 'extract list' shows.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll load list",
        "  ./plimsoll load list --into warehouse --state failed --json"
      })
  static final class ListLoadsCommand extends SyncApiCommand {
    @Mixin private final ListOptions options = new ListOptions();

    @Override
    protected int run(SyncApi sync) {
      return answer(
          sync.loads(options.most(json()), options.filters()),
          "There are no loads.",
          all -> LoadText.list(all, width()),
          "extract list",
          latest -> "load show " + Ids.shortId(latest.id()));
    }
  }

  abstract static class OneLoadCommand extends LoadCommand {
    @Parameters(paramLabel = "ID", description = ExtractLookup.ID)
    String id = "";
  }

  @Command(
      name = "show",
      description = {
        "Show the tables of a load: how much of each is loaded, and why one failed.",
        "With --watch it goes on until all have ended: exit 0 when all are loaded, 1 when one"
            + " failed, 6 when --timeout came first."
      },
      footer = {"", "Example:", "  ./plimsoll load show 9a3c --watch"})
  static final class ShowLoadCommand extends OneLoadCommand {
    @Option(names = "--watch", description = "Go on until all have ended.")
    private boolean watch;

    @Override
    protected int run(SyncApi sync) {
      LoadView load = find(sync, id);
      if (watch) {
        return follow(sync, load);
      }
      show(
          load,
          () ->
              Details.of()
                  .line(LoadText.summary(load))
                  .paragraph(LoadText.table(load, width()))
                  .paragraph(LoadText.failures(load))
                  .lines());
      suggest(load);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "retry",
      description = {
        "Go on with tables whose load failed, after the last row that is loaded.",
        "With --wait: exit 0 when all are loaded, 1 when a table failed, 6 when --timeout came"
            + " first."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll load retry 9a3c --table shop.orders --wait",
        "  ./plimsoll load retry 9a3c"
      })
  static final class RetryLoadCommand extends OneLoadCommand {
    @Mixin private final FailedTablesOption tables = new FailedTablesOption();

    @Option(
        names = {"--wait", "--watch"},
        description = "Wait until the load has ended, and show how far it is.")
    private boolean wait;

    @Override
    protected int run(SyncApi sync) {
      LoadView load = find(sync, id);
      List<TableView> failed = failed(load);
      if (failed.isEmpty()) {
        terminal().say("Nothing of it has failed.");
        return tell(load, ExitCode.OK);
      }
      LoadView now = load;
      for (TableView table : failed) {
        now = sync.controlLoad(load.id(), table.table(), "retry");
      }
      return wait ? follow(sync, now) : tell(now, ExitCode.OK);
    }

    /// Named tables, failed or not: the service refuses the wrong ones.
    private List<TableView> failed(LoadView load) {
      return tables.names().isEmpty()
          ? load.tables().stream().filter(table -> table.state() == TableState.FAILED).toList()
          : tables.names().stream().map(name -> LoadCommand.table(load, name)).toList();
    }
  }

  @Command(
      name = "discard",
      description = {
        "Take the rows of tables whose load failed out of the target again, so that another load"
            + " may have them. 'load retry' then loads them from their first row.",
        "Refused where the target's table has not the load's own rows alone: nobody else's go."
      },
      footer = {"", "Examples:", "  ./plimsoll load discard 9a3c --table shop.orders"})
  static final class DiscardLoadCommand extends DiscardRowsCommand {
    @Override
    protected int run(SyncApi sync) {
      LoadView load = LoadCommand.find(sync, id());
      return discard(
          name -> LoadCommand.table(load, name).table(),
          table -> sync.controlLoad(load.id(), table, "discard"),
          "load retry " + Ids.shortId(load.id()));
    }
  }

  abstract static class LoadCommand extends FollowingCommand {
    static LoadView find(SyncApi sync, String text) {
      return Ids.find(text, "load", sync::load, sync::loads);
    }

    static TableView table(LoadView load, String name) {
      return load.tables().stream()
          .filter(table -> table.table().toString().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  PlimsollException.notFound(
                      "the load has no table '" + name + "' (it is given as schema.table)"));
    }

    final int follow(SyncApi sync, LoadView load) {
      Watch.Outcome<LoadProgress> outcome =
          follow(
              () -> new LoadProgress(sync.load(load.id())),
              terminal().err(),
              List.of(
                  "The load goes on without this command.",
                  "  look again:  "
                      + plimsoll("load show " + Ids.shortId(load.id()) + " --watch")));
      return tell(outcome.last().load(), outcome.exitCode());
    }

    final int tell(LoadView load, int exitCode) {
      show(load, () -> LoadText.brief(load));
      suggest(load);
      return exitCode;
    }

    final void suggest(LoadView load) {
      String id = Ids.shortId(load.id());
      switch (load.state()) {
        case RUNNING -> next("load show " + id + " --watch");
        case FAILED -> next("load retry " + id);
        case DONE -> next(afterwards(load));
        case null -> next("load show " + id);
      }
    }

    /// Suggested after a load that is done. A receipt takes a load's whole id.
    String afterwards(LoadView load) {
      return "receipt create " + load.id();
    }
  }

  abstract static class LoadFilesCommand extends LoadCommand {
    @Parameters(
        paramLabel = "EXTRACT",
        description = "The extract's id, or the first 4 characters or more.")
    private String extract = "";

    @Option(
        names = "--table",
        paramLabel = "TABLE",
        description =
            "These alone: schema.table, with * for any run of characters; repeatable (default: all"
                + " that the extract has).")
    private List<String> tables = new ArrayList<>();

    final UUID extract(SyncApi sync) {
      return ExtractLookup.find(sync, extract).id();
    }

    final @Nullable List<String> patterns() {
      return tables.isEmpty() ? null : tables;
    }

    /// Starts a load, and follows it with `wait`. A null key stands for a new idempotency key.
    final int start(
        SyncApi sync, boolean wait, @Nullable String key, Function<String, LoadView> start) {
      LoadView load = start.apply(key == null ? UUID.randomUUID().toString() : key);
      if (!wait) {
        return tell(load, load.state() == State.FAILED ? ExitCode.FAILED : ExitCode.OK);
      }
      terminal().say("load " + load.id());
      return follow(sync, load);
    }
  }

  @Command(
      name = "run",
      description = {
        "Load the files of an extract into a target. A table that is missing there is created with"
            + " the columns of its files; one that has rows or other columns is refused, and stops"
            + " no other. So does one with a row that the target refuses: it is named by its key,"
            + " and 'load retry' goes on once the target takes it.",
        "With --wait: exit 0 when all tables are loaded, 1 when one failed, 6 when --timeout came"
            + " first. Leaving by Ctrl-C does not stop the load."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll load run 1f6e0b5c --into warehouse --wait",
        "  ./plimsoll load run 1f6e0b5c --into warehouse --table 'shop.o*' --no-create"
      })
  static final class RunLoadCommand extends LoadFilesCommand {
    @Option(
        names = "--into",
        paramLabel = "TARGET",
        required = true,
        description = "A source's name, PostgreSQL, to load into.")
    private String target = "";

    @Mixin private final TargetSchemasOption schemas = new TargetSchemasOption();

    @Option(
        names = "--no-create",
        description = "Refuse the load where the target lacks a table, instead of creating it.")
    private boolean noCreate;

    @Option(
        names = "--key",
        paramLabel = "TEXT",
        description =
            "Idempotency key of 1 to 255 characters: the same request with it again is the same"
                + " load, begun once (default: a new one).")
    private @Nullable String key;

    @Option(
        names = {"--wait", "--watch"},
        description = "Wait until it has ended, and show how far it is.")
    private boolean wait;

    @Override
    protected int run(SyncApi sync) {
      LoadRequest request =
          new LoadRequest(
              extract(sync), target, patterns(), noCreate ? false : null, schemas.bySource());
      return start(sync, wait, key, used -> sync.load(request, used));
    }
  }

  /// Progress of a load at one moment.
  record LoadProgress(LoadView load) implements Followed {
    @Override
    public boolean ended() {
      return load.state() == State.DONE || load.state() == State.FAILED;
    }

    @Override
    public boolean failed() {
      return load.tables().stream().anyMatch(table -> table.state() == TableState.FAILED);
    }

    @Override
    public List<String> block(int width) {
      return Details.of().lines(LoadText.brief(load)).lines(LoadText.table(load, width)).lines();
    }

    @Override
    public List<Line> lines() {
      List<Line> lines = new ArrayList<>();
      for (TableView table : load.tables()) {
        lines.add(new Line(table.table(), news(table), LoadText.line(table)));
      }
      lines.add(new Line("load", load.rawState().toString(), LoadText.summary(load)));
      return lines;
    }

    /// News are state and every tenth of the rows.
    private static String news(TableView table) {
      return table.rawState() + " " + Amounts.percent(LoadText.fraction(table)) / 10;
    }
  }
}
