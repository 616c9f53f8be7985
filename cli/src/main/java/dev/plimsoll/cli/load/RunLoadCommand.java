package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.TargetSchemasOption;
import dev.plimsoll.contracts.sync.LoadRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plimsoll load run`.
@Command(
    name = "run",
    description = {
      "Load the files of an extract into a target. A table that is missing there is created with"
          + " the columns of its files; one that has rows or other columns is refused, and stops no"
          + " other. So does one with a row that the target refuses: it is named by its key, and"
          + " 'load retry' goes on once the target takes it.",
      "With --wait: exit 0 when all tables are loaded, 1 when one failed, 6 when --timeout came"
          + " first. Leaving by Ctrl-C does not stop the load."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll load run 1f6e0b5c --into warehouse --wait",
      "  ./plimsoll load run 1f6e0b5c --into warehouse --table 'shop.o*' --no-create"
    })
final class RunLoadCommand extends LoadCommand.LoadFilesCommand {
  @Option(
      names = "--into",
      paramLabel = "TARGET",
      required = true,
      description = "A source's name, PostgreSQL, to load into.")
  private String target = "";

  @Mixin private final TargetSchemasOption schemas = new TargetSchemasOption();

  @Option(
      names = "--no-create",
      description = "Refuse the load where the target lacks a table, instead of creating it.")
  private boolean noCreate;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description =
          "Idempotency key of 1 to 255 characters: the same request with it again is the same load,"
              + " begun once (default: a new one).")
  private @Nullable String key;

  @Option(
      names = {"--wait", "--watch"},
      description = "Wait until it has ended, and show how far it is.")
  private boolean wait;

  @Override
  protected int run(SyncApi sync) {
    LoadRequest request =
        new LoadRequest(
            extract(sync), target, patterns(), noCreate ? false : null, schemas.bySource());
    return start(sync, wait, key, used -> sync.load(request, used));
  }
}
