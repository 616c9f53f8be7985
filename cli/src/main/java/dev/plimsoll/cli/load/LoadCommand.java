package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.FollowingCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that may look at a load until it has ended.
abstract class LoadCommand extends FollowingCommand {
  /// A load by its id or its first characters.
  static LoadView find(SyncApi sync, String text) {
    return Ids.find(text, "load", sync::load, sync::loads);
  }

  /// A table by its name, `schema.table`.
  static TableView table(LoadView load, String name) {
    return load.tables().stream()
        .filter(table -> table.table().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                PlimsollException.notFound(
                    "the load has no table '" + name + "' (it is given as schema.table)"));
  }

  /// Looks until it has ended, or as the options say, and tells how it is then.
  final int follow(SyncApi sync, LoadView load) {
    Watch.Outcome<LoadProgress> outcome =
        follow(
            () -> new LoadProgress(sync.load(load.id())),
            terminal().err(),
            List.of(
                "The load goes on without this command.",
                "  look again:  " + plimsoll("load show " + Ids.shortId(load.id()) + " --watch")));
    return tell(outcome.last().load(), outcome.exitCode());
  }

  /// The load in a line, what failed, and what to do next.
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

  /// What to do with a load that is done. It is verified as an extract is, by all of its id.
  String afterwards(LoadView load) {
    return "receipt create " + load.id();
  }

  /// A command that loads the files of an extract.
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

    /// Starts a load, and looks at it where somebody waits for it.
    ///
    /// @param key of idempotency; null for a new one
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
}
