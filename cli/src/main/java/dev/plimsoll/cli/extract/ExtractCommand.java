package dev.plimsoll.cli.extract;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.FollowingCommand;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import java.io.PrintStream;
import java.util.List;
import java.util.UUID;

/// A command that may look at an extract until it has ended.
abstract class ExtractCommand extends FollowingCommand {
  /// @param out that is painted on, where the answer is not JSON
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
