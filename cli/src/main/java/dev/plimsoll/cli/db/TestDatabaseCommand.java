package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.contracts.sync.ExtractExplanation.Estimate;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "test",
    description = {
      "Try a registered database for what it serves as: whether builds can do their work there,"
          + " each finding with its fix; whether it lets us in where it is read or loaded; and"
          + " which of a source's tables can be read, and why the others cannot. Changes nothing"
          + " there.",
      "Exit 7 where a check fails, or where there are tables and none can be read; a warning is"
          + " none."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db test shop",
      "  ./plimsoll db test shop --table 'shop.*'"
    })
final class TestDatabaseCommand extends DbCommands.OneDatabaseCommand {

  @Option(
      names = "--table",
      paramLabel = "PATTERN",
      description =
          "Look at these of a source alone: schema.table with * for any run of characters;"
              + " repeatable.")
  private List<String> patterns = new ArrayList<>();

  /// @param builds null where nothing is built there
  /// @param tables tables of an extract; null where the database is no source
  record Answer(
      DatabaseRegistration database,
      @Nullable DatabaseCheckup builds,
      @Nullable List<TableExplanation> tables) {}

  @Override
  protected int run(PlannerApi planner) {
    DatabaseRegistration database = planner.database(name);
    @Nullable DatabaseCheckup builds = database.isForBuilds() ? planner.test(name) : null;
    Optional<List<TableExplanation>> read =
        database.uses().equals(List.of(DatabaseUse.BUILD))
            ? Optional.empty()
            : beside(ServiceName.SYNC, client -> tables(new SyncApi(client), database));
    @Nullable List<TableExplanation> tables = read.orElse(null);
    boolean failed =
        builds != null && builds.findings().stream().anyMatch(one -> one.status() == Status.FAIL)
            || tables != null
                && !tables.isEmpty()
                && tables.stream().noneMatch(TestDatabaseCommand::isReadable);
    show(new Answer(database, builds, tables), () -> lines(database, builds, tables));
    next(failed ? "db test " + name : follows(database, tables));
    return failed ? ExitCode.FINDINGS : ExitCode.OK;
  }

  /// Checks the login first; empty for a database that is no source.
  private Optional<List<TableExplanation>> tables(SyncApi sync, DatabaseRegistration database) {
    if (database.revision() != null && sync.knowsMore(name, database.revision())) {
      terminal()
          .say(
              "The sync service has learned of a later registration than the planner has, whose"
                  + " database was restored: "
                  + plimsoll("db edit " + name)
                  + " makes this one the latest.");
    }
    sync.check(new DatabaseCheckRequest(name, database.kind(), database.address()));
    if (!database.uses().contains(DatabaseUse.SOURCE)) {
      return Optional.empty();
    }
    List<String> asked = patterns.isEmpty() ? List.of("*.*") : patterns;
    try {
      return Optional.of(sync.explain(ExtractRequest.of(name, asked, null)).tables());
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.TABLE_NOT_FOUND && patterns.isEmpty()) {
        return Optional.of(List.of()); // a target may have no table yet
      }
      throw e;
    }
  }

  private String follows(DatabaseRegistration database, @Nullable List<TableExplanation> tables) {
    if (database.isForBuilds()) {
      return "plan " + name;
    }
    return tables == null || tables.isEmpty()
        ? "db show " + name
        : "extract explain "
            + name
            + " "
            + tables.stream()
                .filter(TestDatabaseCommand::isReadable)
                .map(table -> Printable.shellWord(table.table().toString()))
                .findFirst()
                .orElseThrow();
  }

  private static List<String> lines(
      DatabaseRegistration database,
      @Nullable DatabaseCheckup builds,
      @Nullable List<TableExplanation> tables) {
    List<String> lines = new ArrayList<>();
    if (builds != null) {
      add(builds, lines);
    }
    if (!database.uses().equals(List.of(DatabaseUse.BUILD))) {
      lines.add("the login works");
    }
    if (tables != null) {
      add(tables, lines);
    }
    return lines;
  }

  private static void add(DatabaseCheckup checkup, List<String> lines) {
    lines.add(
        checkup.serverVersion().isEmpty()
            ? checkup.database()
            : checkup.database() + ", PostgreSQL " + Printable.line(checkup.serverVersion()));
    for (Finding finding : checkup.findings()) {
      lines.add(
          "%-7s  %s: %s"
              .formatted(
                  Words.state(finding.rawStatus()),
                  Printable.line(finding.name()),
                  Printable.line(finding.detail())));
      Printable.lines(finding.fix()).lines().forEach(line -> lines.add(" ".repeat(9) + line));
    }
  }

  private static void add(List<TableExplanation> tables, List<String> lines) {
    List<TableExplanation> readable =
        tables.stream().filter(TestDatabaseCommand::isReadable).toList();
    lines.add(
        readable.isEmpty()
            ? "no table can be read"
            : "%s can be read: about %s, %s"
                .formatted(
                    Amounts.count(readable.size(), "table"),
                    Amounts.count(sum(readable, Estimate::rows), "row"),
                    Amounts.bytes(sum(readable, Estimate::sourceBytes))));
    tables.stream()
        .filter(table -> !isReadable(table))
        .map(table -> table.table() + " REFUSED: " + Words.error(table.failure()))
        .map(Printable::line)
        .forEach(lines::add);
  }

  private static long sum(List<TableExplanation> tables, ToLongFunction<Estimate> of) {
    return tables.stream()
        .flatMap(table -> Stream.ofNullable(table.estimate()))
        .mapToLong(of)
        .sum();
  }

  private static boolean isReadable(TableExplanation table) {
    return table.failure() == null;
  }
}
