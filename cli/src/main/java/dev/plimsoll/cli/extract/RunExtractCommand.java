package dev.plimsoll.cli.extract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.extract.ExtractCommands.TableOptions;
import dev.plimsoll.cli.receipt.ReceiptText;
import dev.plimsoll.cli.receipt.Verification;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Read tables into Parquet files, announce them in a log, and load them with --into. A table"
          + " that is refused or fails stops no other.",
      "With --wait: exit 0 when all tables are done, 1 when one failed or was cancelled, 6 when"
          + " --timeout came first; as for the refusal where every table is refused. With --verify:"
          + " exit 0 only when all of it is proven, 7 when something differs. Leaving by Ctrl-C"
          + " does not stop the extract."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll extract run shop 'shop.*' --wait",
      "  ./plimsoll extract run shop shop.orders --into warehouse --verify --timeout 4h",
      "  ./plimsoll extract run shop shop.orders --proof source --key nightly-17",
      "  ./plimsoll extract run shop shop.orders --into warehouse \\",
      "      --increment changed_at --wait"
    })
final class RunExtractCommand extends ExtractCommands.FollowExtractCommand {

  @Mixin private final TableOptions tables = new TableOptions();

  @Option(
      names = {"--wait", "--watch"},
      description = "Wait until it has ended, and show how far it is.")
  private boolean wait;

  @Option(
      names = "--verify",
      description =
          "Then read source, files and target again and compare them; --wait is understood,"
              + " and --timeout counts anew.")
  private boolean verify;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description =
          "Idempotency key of 1 to 255 characters: the same request with it again is the same"
              + " extract, begun once (default: a new one).")
  private @Nullable String key;

  record Answer(@JsonUnwrapped ExtractView extract, @Nullable Receipt receipt) {}

  @Override
  protected int run(SyncApi sync) {
    if (verify && tables.target() == null) {
      throw PlimsollException.usage(
          "--verify compares with what was loaded: it needs --into; without a target, --proof"
              + " source compares each file with the source");
    }
    ExtractView extract =
        start(sync, tables.request(), key == null ? UUID.randomUUID().toString() : key);
    if (!wait && !verify) {
      boolean failed = extract.state() == ExtractView.State.FAILED;
      return tell(new Answer(extract, null), failed ? failure(extract) : ExitCode.OK);
    }
    terminal().say("extract " + extract.id());
    Watch.Outcome<ExtractProgress> outcome = follow(sync, extract.id(), terminal().err());
    ExtractView last = outcome.last().extract();
    if (!verify || outcome.exitCode() == ExitCode.STILL_RUNNING) {
      return tell(
          new Answer(last, null),
          outcome.exitCode() == ExitCode.FAILED ? failure(last) : outcome.exitCode());
    }
    Watch.Outcome<Receipt> result =
        Verification.follow(sync, last, options(), terminal(), !json(), this::plimsoll);
    int exitCode = outcome.exitCode() == ExitCode.OK ? result.exitCode() : failure(last);
    return tell(new Answer(last, result.last()), exitCode);
  }

  /// The code of the failure where all tables failed alike, as `explain` has it.
  private static int failure(ExtractView extract) {
    List<Integer> codes =
        extract.tables().stream()
            .map(
                table ->
                    table.state() == TableState.FAILED && table.failure() != null
                        ? ExitCode.of(table.failure().code())
                        : ExitCode.FAILED)
            .distinct()
            .toList();
    return codes.size() == 1 ? codes.getFirst() : ExitCode.FAILED;
  }

  /// A lost answer is requested again with the same key, so nothing starts twice.
  private static ExtractView start(SyncApi sync, ExtractRequest request, String key) {
    for (int attempt = 1; ; attempt++) {
      try {
        return sync.start(request, key);
      } catch (PlimsollException e) {
        if (e.code() != ErrorCode.NOT_RUNNING) {
          throw e;
        }
        if (attempt == 3) {
          throw new PlimsollException(
              e.code(),
              e.getMessage()
                  + "; whether the extract began is not known, and the same with --key "
                  + key
                  + " begins nothing twice",
              e);
        }
        Watch.pause(Duration.ofMillis(500), "interrupted while starting");
      }
    }
  }

  private int tell(Answer answer, int exitCode) {
    ExtractView extract = answer.extract();
    Receipt receipt = answer.receipt();
    show(
        answer,
        () ->
            Details.of()
                .lines(ExtractText.brief(extract))
                .paragraph(receipt == null ? List.of() : ReceiptText.lines(extract, receipt))
                .lines());
    String id = Ids.shortId(extract.id());
    switch (extract.state()) {
      case RUNNING -> next("extract show " + id + " --watch");
      case FAILED -> next("extract retry " + id);
      case null -> next("extract show " + id);
      case DONE ->
          next(
              extract.target() == null || receipt != null
                  ? "extract show " + id
                  : "receipt create " + id);
    }
    return exitCode;
  }
}
