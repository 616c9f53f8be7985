package dev.plimsoll.cli.log;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plimsoll log quarantine`.
@Command(
    name = "quarantine",
    description =
        "Show batches that were accepted and could not be placed, try them again or drop them. Exit 7"
            + " where there are any.",
    footer = {"", "Example:", "  ./plimsoll log quarantine --retry 7"})
final class QuarantineCommand extends MaterializerCommand {
  /// What is to be done, instead of showing them.
  private static final class Decision {
    @Option(
        names = "--retry",
        paramLabel = "ID",
        description = "Put it at the end of its shard's queue.")
    private @Nullable Long retry;

    @Option(
        names = "--drop",
        paramLabel = "ID",
        description = "Forget it: it never gets offsets. There is no way back.")
    private @Nullable Long drop;
  }

  @ArgGroup private @Nullable Decision decision;

  QuarantineCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  /// What was done.
  record Answer(String done, long id) {}

  @Override
  protected int run(MaterializerApi log) {
    if (decision != null && decision.retry != null) {
      log.retryQuarantined(decision.retry);
      return done("retried", decision.retry);
    }
    if (decision != null && decision.drop != null) {
      log.dropQuarantined(decision.drop);
      return done("dropped", decision.drop);
    }
    List<QuarantinedBatches> all = log.quarantine();
    if (json()) {
      terminal.json(all);
    } else if (all.isEmpty()) {
      terminal.data("Nothing is set aside.");
    } else {
      all.forEach(one -> terminal.data(Printable.line(line(one))));
    }
    next(all.isEmpty() ? "status" : "log quarantine --retry " + all.getFirst().id());
    return all.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private int done(String what, long id) {
    if (json()) {
      terminal.json(new Answer(what, id));
    } else {
      terminal.data("%d is %s".formatted(id, what));
    }
    next("log quarantine");
    return ExitCode.OK;
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
