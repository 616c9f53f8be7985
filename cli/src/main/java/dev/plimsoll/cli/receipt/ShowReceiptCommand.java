package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll receipt show`.
@Command(
    name = "show",
    description = {
      "Show the last receipt of an extract; nothing is read again.",
      "Exit 0 only where all of it is proven, 7 where it is not, or not yet."
    },
    footer = {"", "Example:", "  ./plimsoll receipt show 1f6e0b5c"})
final class ShowReceiptCommand extends SyncApiCommand {
  @Parameters(paramLabel = "EXTRACT", description = ExtractLookup.ID)
  private String id = "";

  @Override
  protected int run(SyncApi sync) {
    ExtractView extract = new ExtractLookup(sync).extract(id);
    Receipt receipt = sync.receipt(extract.id());
    if (json()) {
      terminal().json(receipt);
    } else {
      ReceiptText.lines(extract, receipt).forEach(terminal()::data);
    }
    next("receipt create " + Ids.shortId(extract.id()));
    return receipt.proven() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
