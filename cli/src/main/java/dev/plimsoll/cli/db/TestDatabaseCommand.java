package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Shell;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll db test`.
@Command(
    name = "test",
    description = {
      "Try a registered database for what it serves as: whether builds can do their work there, each"
          + " finding with its fix; whether it lets us in where it is read or loaded; and which of a"
          + " source's tables can be read, and why the others cannot. Changes nothing there.",
      "Exit 7 where a check fails, or where there are tables and none can be read; a warning is none."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll db test shop",
      "  ./plimsoll db test shop --table 'shop.*'"
    })
final class TestDatabaseCommand extends PlannerApiCommand {
  private static final String INDENT = " ".repeat(9);
  private static final String EVERYTHING = "*.*";

  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  @Option(
      names = "--table",
      paramLabel = "PATTERN",
      description =
          "Look at these of a source alone: schema.table with * for any run of characters;"
              + " repeatable.")
  private List<String> patterns = new ArrayList<>();

  /// What was found.
  ///
  /// @param builds null where nothing is built there
  /// @param tables what an extract would read; null where nothing is read there
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
    boolean failed = builds != null && failed(builds) || tables != null && noneIsReadable(tables);
    if (json()) {
      terminal().json(new Answer(database, builds, tables));
    } else {
      print(database, builds, tables);
    }
    next(failed ? "db test " + name : follows(database, tables));
    return failed ? ExitCode.FINDINGS : ExitCode.OK;
  }

  /// After it has let us in; empty where nothing is read.
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
    List<String> asked = patterns.isEmpty() ? List.of(EVERYTHING) : patterns;
    try {
      return Optional.of(sync.explain(new ExtractRequest(name, asked, null)).tables());
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.TABLE_NOT_FOUND && patterns.isEmpty()) {
        return Optional.of(List.of()); // a target may have no table yet
      }
      throw e;
    }
  }

  private static boolean failed(DatabaseCheckup builds) {
    return builds.findings().stream().anyMatch(finding -> finding.status() == Status.FAIL);
  }

  private static boolean noneIsReadable(List<TableExplanation> tables) {
    return !tables.isEmpty() && tables.stream().noneMatch(ReadableTables::isReadable);
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
                .filter(ReadableTables::isReadable)
                .map(table -> Shell.word(table.table().toString()))
                .findFirst()
                .orElseThrow();
  }

  private void print(
      DatabaseRegistration database,
      @Nullable DatabaseCheckup builds,
      @Nullable List<TableExplanation> tables) {
    if (builds != null) {
      print(builds);
    }
    if (!database.uses().equals(List.of(DatabaseUse.BUILD))) {
      terminal().data("the login works");
    }
    if (tables != null) {
      ReadableTables.lines(tables).forEach(terminal()::data);
    }
  }

  private void print(DatabaseCheckup checkup) {
    terminal()
        .data(
            checkup.serverVersion().isEmpty()
                ? checkup.database()
                : checkup.database() + ", PostgreSQL " + Printable.line(checkup.serverVersion()));
    for (Finding finding : checkup.findings()) {
      String status = finding.rawStatus().toString().toLowerCase(Locale.ROOT);
      terminal()
          .data(
              "%-7s  %s: %s"
                  .formatted(
                      status, Printable.line(finding.name()), Printable.line(finding.detail())));
      if (!finding.fix().isEmpty()) {
        Printable.lines(finding.fix()).lines().forEach(line -> terminal().data(INDENT + line));
      }
    }
  }
}
