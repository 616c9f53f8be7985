package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Display;
import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.cli.watch.Leaving;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Creates a receipt and waits for it.
public final class Verification {
  private Verification() {}

  /// @param extract with a target
  /// @param shown whether progress is printed
  /// @param command formats a suggested command
  /// @return with OK when all is proven, FINDINGS when something differs, FAILED when it could not
  ///     be read, STILL_RUNNING
  public static Watch.Outcome<Receipt> follow(
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
      return new Watch.Outcome<>(receipt, unproven ? ExitCode.FINDINGS : outcome.exitCode());
    }
  }

  /// Progress of a receipt at one moment.
  record ReceiptProgress(ExtractView extract, Receipt receipt) implements Followed {
    @Override
    public boolean ended() {
      return receipt.state() == Receipt.State.DONE || receipt.state() == Receipt.State.FAILED;
    }

    @Override
    public boolean failed() {
      return receipt.state() == Receipt.State.FAILED;
    }

    @Override
    public List<String> block(int width) {
      List<String> lines = new ArrayList<>();
      lines.add(ReceiptText.progress(extract, receipt));
      receipt.tables().stream().map(ReceiptText::line).forEach(lines::add);
      return lines;
    }

    @Override
    public List<Line> lines() {
      return receipt.tables().stream()
          .map(table -> new Line(table.table(), ReceiptText.line(table), ReceiptText.line(table)))
          .toList();
    }
  }
}
