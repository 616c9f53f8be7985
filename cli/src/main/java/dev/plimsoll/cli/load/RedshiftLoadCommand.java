package dev.plimsoll.cli.load;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.ExtractLookup;
import dev.plimsoll.cli.sync.SyncCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.RedshiftPlan;
import dev.plimsoll.contracts.sync.RedshiftPlan.TablePlan;
import dev.plimsoll.contracts.sync.RedshiftRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll load redshift`.
@Command(
    name = "redshift",
    description = {
      "Write the list of an extract's files that Amazon Redshift's COPY reads, and print the"
          + " statements that load them: a script for psql, one transaction a table. Nothing is run,"
          + " and none of it was ever run against a Redshift by Plimsoll's own tests.",
      "Run twice, a table's transaction fails instead of loading its rows again. A table with a"
          + " column that Redshift does not take from Parquet is refused by the column's name."
    },
    footer = {
      "",
      "Example:",
      "  ./plimsoll load redshift 1f6e --iam-role arn:aws:iam::123456789012:role/loader --slices 4"
          + " > load.sql"
    })
final class RedshiftLoadCommand extends SyncCommand {
  @Parameters(
      paramLabel = "EXTRACT",
      description = "The extract's id, or the first 4 characters or more.")
  private String extract = "";

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
      description = "Of the cluster, to which the number of files is compared.")
  private @Nullable Integer slices;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description =
          "These alone: schema.table, with * for any run of characters; repeatable (default: all"
              + " that the extract has).")
  private List<String> tables = new ArrayList<>();

  RedshiftLoadCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    RedshiftPlan plan =
        sync.redshiftPlan(
            new RedshiftRequest(
                new ExtractLookup(sync).extract(extract).id(),
                iamRole,
                slices,
                tables.isEmpty() ? null : tables));
    if (json()) {
      terminal.json(plan);
    } else {
      terminal.data("\\set ON_ERROR_STOP on");
      plan.tables().forEach(this::tell);
    }
    next("extract show " + Ids.shortId(plan.extract()));
    return plan.tables().stream()
        .map(TablePlan::errorCode)
        .filter(Objects::nonNull)
        .findFirst()
        .map(ExitCode::of)
        .orElse(ExitCode.OK);
  }

  private void tell(TablePlan table) {
    String name = Printable.line(table.table().toString());
    ErrorCode code = table.errorCode();
    if (code != null) {
      terminal.data("-- " + name + " refused: " + code.value() + ": " + line(table.error()));
      return;
    }
    terminal.data("-- %s: %d rows in %d files".formatted(name, table.rows(), table.files()));
    table.remarks().forEach(remark -> terminal.data("-- " + Printable.line(remark)));
    table.sql().forEach(statement -> terminal.data(statement + ";"));
  }

  private static String line(@Nullable String text) {
    return text == null ? "" : Printable.line(text);
  }
}
