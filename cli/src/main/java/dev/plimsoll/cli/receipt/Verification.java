package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.util.List;
import java.util.function.UnaryOperator;

/// Has source, files and target of an extract read again, and waits for what comes of it.
public final class Verification {
  private final SyncApi sync;
  private final Terminal terminal;
  private final boolean shown;
  private final UnaryOperator<String> command;

  /// @param shown whether its progress is to be seen
  /// @param command as it is typed, for the same system
  public Verification(
      SyncApi sync, Terminal terminal, boolean shown, UnaryOperator<String> command) {
    this.sync = sync;
    this.terminal = terminal;
    this.shown = shown;
    this.command = command;
  }

  /// @param exitCode OK when all is proven, FINDINGS when something differs, FAILED when it could
  ///     not be read, STILL_RUNNING
  public record Result(Receipt receipt, int exitCode) {}

  /// @param extract with a target
  public Result follow(ExtractView extract, WatchOptions options) {
    sync.startReceipt(extract.id());
    Display<ReceiptProgress> display =
        shown ? Displays.of(terminal, terminal.err(), new ReceiptWording()) : Display.none();
    try (Leaving _ = new Leaving(() -> sayHowToComeBack(extract))) {
      Watch.Outcome<ReceiptProgress> outcome =
          new Watch(options, false, "sync service", terminal::say)
              .follow(() -> new ReceiptProgress(extract, sync.receipt(extract.id())), display);
      Receipt receipt = outcome.last().receipt();
      boolean unproven = outcome.exitCode() == ExitCode.OK && !receipt.proven();
      return new Result(receipt, unproven ? ExitCode.FINDINGS : outcome.exitCode());
    }
  }

  private void sayHowToComeBack(ExtractView extract) {
    terminal.say("The receipt goes on without this command.");
    terminal.say("  look again:  " + command.apply("receipt create " + Ids.shortId(extract.id())));
  }

  /// A receipt for people.
  public static List<String> lines(ExtractView extract, Receipt receipt) {
    return ReceiptText.lines(extract, receipt);
  }
}
