package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "quarantine",
    synopsisSubcommandLabel = "COMMAND",
    description = "Batches that the log accepted and could not place.",
    footer = {"", "Example:", "  ./plimsoll quarantine retry 7"},
    subcommands = {
      QuarantineCommands.ListQuarantineCommand.class,
      QuarantineCommands.RetryQuarantinedCommand.class,
      QuarantineCommands.RemoveQuarantinedCommand.class
    })
public final class QuarantineCommands {

  @Command(
      name = "list",
      description =
          "List batches that were accepted and could not be placed. Exit 7 where there are any.",
      footer = {"", "Example:", "  ./plimsoll quarantine list"})
  static final class ListQuarantineCommand extends MaterializerApiCommand {
    @Option(names = "--code", paramLabel = "CODE", description = "Those of this error alone.")
    private @Nullable String code;

    @Override
    protected int run(MaterializerApi log) {
      return findings(
          log.quarantine(code),
          "Nothing is set aside.",
          ListQuarantineCommand::line,
          "status",
          first -> "quarantine retry " + first.id());
    }

    private static String line(QuarantinedBatches one) {
      QuarantinedBatches.First first = one.first();
      String what =
          first == null
              ? "cannot be read"
              : "%s/%d, producer %s, epoch %d, sequence %d"
                  .formatted(
                      first.topic(),
                      first.partition(),
                      first.producerId(),
                      first.producerEpoch(),
                      first.sequence());
      return "%d  %s  %d batches  %s  %s: %s"
          .formatted(one.id(), one.setAsideAt(), one.batches(), what, one.code(), one.reason());
    }
  }

  abstract static class QuarantineCommand extends MaterializerApiCommand {
    @Parameters(paramLabel = "ID", description = "As quarantine list shows it.")
    private long id;

    record Answer(String done, long id) {}

    /// @return a participle, for example `retried`
    abstract String decide(MaterializerApi log, long id);

    @Override
    protected final int run(MaterializerApi log) {
      String done = decide(log, id);
      return answer(new Answer(done, id), "%d is %s".formatted(id, done), "quarantine list");
    }
  }

  @Command(
      name = "retry",
      description = "Put it at the end of its shard's queue.",
      footer = {"", "Example:", "  ./plimsoll quarantine retry 7"})
  static final class RetryQuarantinedCommand extends QuarantineCommand {
    @Override
    String decide(MaterializerApi log, long id) {
      log.retryQuarantined(id);
      return "retried";
    }
  }

  @Command(
      name = "remove",
      description = "Forget it: it never gets offsets. There is no way back.",
      footer = {"", "Example:", "  ./plimsoll quarantine remove 7"})
  static final class RemoveQuarantinedCommand extends QuarantineCommand {
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    String decide(MaterializerApi log, long id) {
      confirmation.require(
          terminal(), "%d never gets offsets, and there is no way back".formatted(id), "" + id);
      log.dropQuarantined(id);
      return "removed";
    }
  }
}
