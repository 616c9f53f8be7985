package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.contracts.sync.RedshiftLoadRequest;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftPlan.TablePlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "redshift",
    description = {
      "Load the files of an extract into an Amazon Redshift, by one COPY a table. None of it was"
          + " ever run against a Redshift by Plimsoll's own tests.",
      "With --into: the service does it over the registered connection, each table in one"
          + " transaction, into tables that are new or empty. Asked for again, a table's files are"
          + " found to be loaded. 'load show' and 'load retry' are for it, too.",
      "Without: write the list of files that COPY reads, and print the statements, a script for"
          + " psql. Nothing is run. Run twice, a table's transaction fails instead of loading its"
          + " rows again.",
      "A table with a column that Redshift does not take from Parquet is refused by the column's"
          + " name."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll load redshift 1f6e --into dwh \\",
      "      --iam-role arn:aws:iam::123456789012:role/loader" + " --wait",
      "  ./plimsoll load redshift 1f6e --slices 4 \\",
      "      --iam-role arn:aws:iam::123456789012:role/loader" + " > load.sql"
    })
final class RedshiftLoadCommand extends LoadCommands.LoadFilesCommand {
  @Option(
      names = "--into",
      paramLabel = "TARGET",
      description = "A source's name, Redshift, to load into (default: print the statements).")
  private @Nullable String target;

  @Option(
      names = "--iam-role",
      paramLabel = "ARN",
      description =
          "Of the role that the cluster reads the bucket with; several by commas (default: the"
              + " cluster's default role).")
  private @Nullable String iamRole;

  @Option(
      names = "--slices",
      paramLabel = "N",
      description = "Of the cluster, to which the number of files is compared. Without --into.")
  private @Nullable Integer slices;

  @Option(
      names = "--no-create",
      description = "With --into: fail a table that the target lacks, instead of creating it.")
  private boolean noCreate;

  @Option(
      names = "--key",
      paramLabel = "TEXT",
      description =
          "With --into: idempotency key of 1 to 255 characters: the same request with it again is"
              + " the same load, begun once (default: a new one).")
  private @Nullable String key;

  @Option(
      names = {"--wait", "--watch"},
      description = "With --into: wait until it has ended, and show how far it is.")
  private boolean wait;

  @Override
  protected int run(SyncApi sync) {
    return target == null ? plan(sync) : load(sync, target);
  }

  private int load(SyncApi sync, String into) {
    if (slices != null) {
      throw PlimsollException.usage(
          "--slices is for the statements that are printed, without --into");
    }
    RedshiftLoadRequest request =
        new RedshiftLoadRequest(
            extract(sync), into, iamRole, patterns(), noCreate ? Boolean.FALSE : null);
    return start(sync, wait, key, used -> sync.redshiftLoad(request, used));
  }

  // There is no digest of a Redshift's rows.
  @Override
  String afterwards(LoadView load) {
    return "load show " + Ids.shortId(load.id());
  }

  private int plan(SyncApi sync) {
    if (noCreate || key != null || wait) {
      throw PlimsollException.usage(
          "--no-create, --key and --wait are for a load: --into TARGET is needed");
    }
    RedshiftPlan plan =
        sync.explainRedshift(new RedshiftRequest(extract(sync), iamRole, slices, patterns()));
    show(plan, () -> script(plan));
    next("extract show " + Ids.shortId(plan.extract()));
    return plan.tables().stream()
        .map(TablePlan::failure)
        .filter(Objects::nonNull)
        .findFirst()
        .map(failure -> ExitCode.of(failure.code()))
        .orElse(ExitCode.OK);
  }

  private static List<String> script(RedshiftPlan plan) {
    List<String> lines = new ArrayList<>(List.of("\\set ON_ERROR_STOP on"));
    for (TablePlan table : plan.tables()) {
      String name = Printable.line(table.table().toString());
      if (table.failure() != null) {
        lines.add("-- " + name + " refused: " + Words.error(table.failure()));
      } else {
        lines.add("-- %s: %d rows in %d files".formatted(name, table.rows(), table.files()));
        table.remarks().forEach(remark -> lines.add("-- " + Printable.line(remark)));
        table.sql().forEach(statement -> lines.add(statement + ";"));
      }
    }
    return lines;
  }
}
