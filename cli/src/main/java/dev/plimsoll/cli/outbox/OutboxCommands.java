package dev.plimsoll.cli.outbox;

import picocli.CommandLine.Command;

/// `plimsoll outbox`.
@Command(
    name = "outbox",
    synopsisSubcommandLabel = "COMMAND",
    description = "Messages of planner and sync that Kafka does not take as they are.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll outbox list",
      "  ./plimsoll outbox retry 7 --service planner"
    },
    subcommands = {ListOutboxCommand.class, RetryMessageCommand.class, RemoveMessageCommand.class})
public final class OutboxCommands {}
