package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import java.io.PrintStream;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that may look at an extract until it has ended. Leaving stops the looking alone.
abstract class FollowingCommand extends SyncApiCommand {
  @Option(
      names = "--fail-fast",
      description = "Stop waiting at the first failure; the other tables go on.")
  private boolean failFast;

  @Mixin private final WatchOptions options = new WatchOptions();

  final WatchOptions options() {
    return options;
  }

  /// Looks until it has ended, or as the options say.
  ///
  /// @param out that is painted on, where the answer is not JSON
  final Watch.Outcome<ExtractProgress> follow(SyncApi sync, UUID id, PrintStream out) {
    Display<ExtractProgress> display =
        json() ? Display.none() : Displays.of(terminal(), out, new ExtractWording());
    try (Leaving _ = new Leaving(() -> sayHowToComeBack(id))) {
      return new Watch(options, failFast, "sync service", terminal()::say)
          .follow(() -> new ExtractProgress(sync.extract(id)), display);
    }
  }

  private void sayHowToComeBack(UUID id) {
    String extract = Ids.shortId(id);
    terminal().say("The extract goes on without this command.");
    terminal().say("  look again:  " + plimsoll("extract show " + extract + " --watch"));
    terminal().say("  cancel it:   " + plimsoll("extract cancel " + extract));
  }
}
