package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.util.function.UnaryOperator;

/// Has source, files and target of an extract read again, and waits for what comes of it.
public final class Verification {
  private Verification() {}

  /// @param exitCode OK when all is proven, FINDINGS when something differs, FAILED when it could
  ///     not be read, STILL_RUNNING
  public record Result(Receipt receipt, int exitCode) {}

  /// @param extract with a target
  /// @param shown whether its progress is to be seen
  /// @param command as it is typed, for the same system
  public static Result follow(
      SyncApi sync,
      ExtractView extract,
      WatchOptions options,
      Terminal terminal,
      boolean shown,
      UnaryOperator<String> command) {
    sync.startReceipt(extract.id());
    Display display = shown ? Display.of(terminal, terminal.err()) : Display.none();
    String again = command.apply("receipt create " + Ids.shortId(extract.id()));
    try (Leaving _ =
        new Leaving(
            () -> {
              terminal.say("The receipt goes on without this command.");
              terminal.say("  look again:  " + again);
            })) {
      Watch.Outcome<ReceiptProgress> outcome =
          new Watch(options, false, "sync service", terminal)
              .follow(() -> new ReceiptProgress(extract, sync.receipt(extract.id())), display);
      Receipt receipt = outcome.last().receipt();
      boolean unproven = outcome.exitCode() == ExitCode.OK && !receipt.proven();
      return new Result(receipt, unproven ? ExitCode.FINDINGS : outcome.exitCode());
    }
  }
}
