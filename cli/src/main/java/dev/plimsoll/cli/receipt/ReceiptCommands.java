package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "receipt",
    synopsisSubcommandLabel = "COMMAND",
    description = "Receipts: proof that source, files and target of an extract are equal.",
    footer = {"", "Example:", "  ./plimsoll receipt create 1f6e0b5c"},
    subcommands = {
      ReceiptCommands.CreateReceiptCommand.class,
      ReceiptCommands.ShowReceiptCommand.class
    })
public final class ReceiptCommands {

  @Command(
      name = "create",
      description = {
        "Read source, files and target of an extract again and compare rows and digests, each table"
            + " as soon as it is loaded; no counter of ours is believed. Again at any time: rows"
            + " that were written since make a difference, rightly.",
        "Exit 0 only when all of it is proven, 7 when something differs or was never loaded, 1 when"
            + " it could not be read, 6 when --timeout came first."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll receipt create 1f6e0b5c",
        "  ./plimsoll receipt create 1f6e0b5c --timeout 1h --json"
      })
  static final class CreateReceiptCommand extends SyncApiCommand {
    @Parameters(paramLabel = "EXTRACT", description = ExtractLookup.ID)
    private String id = "";

    @Mixin private final WatchOptions options = new WatchOptions();

    @Override
    protected int run(SyncApi sync) {
      ExtractView extract = ExtractLookup.find(sync, id);
      if (extract.target() == null) {
        throw PlimsollException.conflict(
            "the extract has no target to be compared with its source; ./plimsoll extract run ..."
                + " --proof source compares each file as it is written");
      }

      Watch.Outcome<Receipt> result =
          Verification.follow(sync, extract, options, terminal(), !json(), this::plimsoll);
      show(result.last(), () -> ReceiptText.lines(extract, result.last()));
      next(
          result.exitCode() == ExitCode.OK
              ? "extract list"
              : "extract show " + Ids.shortId(extract.id()));
      return result.exitCode();
    }
  }

  @Command(
      name = "show",
      description = {
        "Show the last receipt of an extract; nothing is read again.",
        "Exit 0 only where all of it is proven, 7 where it is not, or not yet."
      },
      footer = {"", "Example:", "  ./plimsoll receipt show 1f6e0b5c"})
  static final class ShowReceiptCommand extends SyncApiCommand {
    @Parameters(paramLabel = "EXTRACT", description = ExtractLookup.ID)
    private String id = "";

    @Override
    protected int run(SyncApi sync) {
      ExtractView extract = ExtractLookup.find(sync, id);
      Receipt receipt = sync.receipt(extract.id());
      show(receipt, () -> ReceiptText.lines(extract, receipt));
      next("receipt create " + Ids.shortId(extract.id()));
      return receipt.proven() ? ExitCode.OK : ExitCode.FINDINGS;
    }
  }
}
