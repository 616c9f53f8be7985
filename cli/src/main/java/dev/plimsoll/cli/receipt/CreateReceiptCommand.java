package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `plimsoll receipt create`.
@Command(
    name = "create",
    description = {
      "Read source, files and target of an extract again and compare rows and digests, each table"
          + " as soon as it is loaded; no counter of ours is believed. Again at any time: rows that"
          + " were written since make a difference, rightly.",
      "Exit 0 only when all of it is proven, 7 when something differs or was never loaded, 1 when"
          + " it could not be read, 6 when --timeout came first."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll receipt create 1f6e0b5c",
      "  ./plimsoll receipt create 1f6e0b5c --timeout 1h --json"
    })
final class CreateReceiptCommand extends SyncApiCommand {
  @Parameters(paramLabel = "EXTRACT", description = ExtractLookup.ID)
  private String id = "";

  @Mixin private final WatchOptions options = new WatchOptions();

  @Override
  protected int run(SyncApi sync) {
    ExtractView extract = new ExtractLookup(sync).extract(id);
    if (extract.target() == null) {
      throw PlimsollException.conflict(
          "the extract has no target to be compared with its source; ./plimsoll extract run ..."
              + " --proof source compares each file as it is written");
    }
    String shortId = Ids.shortId(extract.id());
    Verification.Result result =
        new Verification(sync, terminal(), !json(), this::plimsoll).follow(extract, options);
    if (json()) {
      terminal().json(result.receipt());
    } else {
      ReceiptText.lines(extract, result.receipt()).forEach(terminal()::data);
    }
    next(result.exitCode() == ExitCode.OK ? "extract list" : "extract show " + shortId);
    return result.exitCode();
  }
}
