package dev.plimsoll.cli.receipt;

import picocli.CommandLine.Command;

/// `plimsoll receipt`.
@Command(
    name = "receipt",
    synopsisSubcommandLabel = "COMMAND",
    description = "Receipts: proof that source, files and target of an extract are equal.",
    footer = {"", "Example:", "  ./plimsoll receipt create 1f6e0b5c"},
    subcommands = {CreateReceiptCommand.class, ShowReceiptCommand.class})
public final class ReceiptCommands {}
