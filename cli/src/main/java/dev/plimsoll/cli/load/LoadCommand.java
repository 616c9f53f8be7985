package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.sync.LoadView;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that may look at a load until it has ended. Leaving stops the looking alone.
abstract class LoadCommand extends SyncApiCommand {
  static final String ID = "Its id, or the first 4 characters or more.";

  @Option(
      names = "--fail-fast",
      description = "Stop waiting at the first failure; the other tables go on.")
  private boolean failFast;

  @Mixin private final WatchOptions options = new WatchOptions();

  /// A load by its id or its first characters.
  static LoadView find(SyncApi sync, String text) {
    return Ids.whole(text)
        .map(sync::load)
        .orElseGet(() -> Ids.only(text, beginningWith(sync, text), "load"));
  }

  private static List<LoadView> beginningWith(SyncApi sync, String text) {
    if (!Ids.isBeginning(text)) {
      return List.of();
    }
    return sync.loads(Ids.normal(text));
  }

  /// Looks until it has ended, or as the options say, and tells how it is then.
  final int follow(SyncApi sync, LoadView load) {
    Display<LoadProgress> display =
        json() ? Display.none() : Displays.of(terminal(), terminal().err(), new LoadWording());
    String id = Ids.shortId(load.id());
    try (Leaving _ = new Leaving(() -> sayHowToComeBack(id))) {
      Watch.Outcome<LoadProgress> outcome =
          new Watch(options, failFast, "sync service", terminal()::say)
              .follow(() -> new LoadProgress(sync.load(load.id())), display);
      return tell(outcome.last().load(), outcome.exitCode());
    }
  }

  private void sayHowToComeBack(String id) {
    terminal().say("The load goes on without this command.");
    terminal().say("  look again:  " + plimsoll("load show " + id + " --watch"));
  }

  /// The load in a line, what failed, and what to do next.
  final int tell(LoadView load, int exitCode) {
    if (json()) {
      terminal().json(load);
    } else {
      terminal().data(LoadText.summary(load));
      LoadText.failures(load).forEach(terminal()::data);
    }
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
}
