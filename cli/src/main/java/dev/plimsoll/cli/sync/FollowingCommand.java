package dev.plimsoll.cli.sync;

import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Base of commands that may follow tables until they have ended. Ctrl-C ends only the command.
public abstract class FollowingCommand extends SyncApiCommand {
  @Option(
      names = "--fail-fast",
      description = "Stop waiting at the first failure; the other tables go on.")
  private boolean failFast;

  @Mixin private final WatchOptions options = new WatchOptions();

  protected final WatchOptions options() {
    return options;
  }

  /// @param out shows the progress without `--json`
  /// @param leaving lines for an interruption
  protected final <T extends Followed> Watch.Outcome<T> follow(
      Supplier<T> look, PrintStream out, List<String> leaving) {
    Display display = json() ? Display.none() : Display.of(terminal(), out);
    try (Leaving _ = new Leaving(() -> leaving.forEach(terminal()::say))) {
      return new Watch(options, failFast, "sync service", terminal()).follow(look, display);
    }
  }
}
