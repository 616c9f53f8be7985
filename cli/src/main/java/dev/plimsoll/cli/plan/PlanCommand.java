package dev.plimsoll.cli.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.build.BuildCommands;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.cli.service.ServiceOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Spinner;
import dev.plimsoll.cli.terminal.TerminalCommand;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plan",
    description = {
      "With the NAME of a registered database: draft a plan for it. Nothing is built before"
          + " ./plimsoll apply.",
      "Without: read a database of your own and print what would be built there, sized. Writes"
          + " nothing and needs no services. Passwords come from .pgpass, PGPASSWORD or the"
          + " service's entry. Without rules it looks for tables without a primary key and foreign"
          + " keys without an index."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll plan --service mydb --cores 8 --memory 8GB",
      "  ./plimsoll plan --service mydb --table 'shop.*' --window 4h --sql",
      "  ./plimsoll plan shop --compare --window 4h",
      "  ./plimsoll plan shop --table 'shop.orders*' --sql"
    },
    subcommands = {ListPlansCommand.class, ShowPlanCommand.class})
public final class PlanCommand extends TerminalCommand {
  // Unambiguous in practice; the planner takes 8 or more.
  private static final int SHOWN_OF_HASH = 12;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A database registered by ./plimsoll db create.")
  private @Nullable String name;

  @Mixin private final AddressOptions address = new AddressOptions();
  @Mixin private final OwnOptions own = new OwnOptions();
  @Mixin private final DraftOptions draft = new DraftOptions();
  @Mixin private final ServiceOption planner = new ServiceOption();

  public static CommandLine of() {
    return BuildCommands.ofPlans(new CommandLine(new PlanCommand()));
  }

  @Override
  protected String suffix() {
    return planner.suffix();
  }

  record Draft(@JsonUnwrapped PlanView plan, @Nullable PlanDiff diff) {}

  @Override
  public Integer call() {
    if (name == null) {
      if (draft.needRegistration()) {
        throw PlimsollException.usage(
            "--compare and --diff need the NAME of a registered database: ./plimsoll db list");
      }
      return planOwn();
    }
    if (own.areGiven() || address.areGiven()) {
      throw PlimsollException.usage(
          "the address, rules and load line of "
              + name
              + " are those it is registered with: ./plimsoll db show "
              + name);
    }
    return planRegistered(name);
  }

  private int planOwn() {
    PlanRequest request = draft.request();
    ResolvedAddress target = address.resolve(environment());
    OwnPlan.Answer plan;
    try (Spinner _ = Spinner.of(terminal(), "reading " + target)) {
      plan = OwnPlan.make(target, own.rules(), own.capacity(), request);
    }
    show(plan, () -> draft.sql ? script(plan.builds()) : PlanText.lines(plan, width()));
    return plan.prediction().fits() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private int planRegistered(String database) {
    PlanRequest request = draft.request();
    try (HttpClient http = ApiClient.http()) {
      PlannerApi api = new PlannerApi(planner.connect(ServiceName.PLANNER, http, environment()));
      PlanView plan;
      try (Spinner _ = Spinner.of(terminal(), "planning for " + database)) {
        plan = api.draft(database, request);
      }
      return tell(new Draft(plan, draft.diff ? api.diff(plan.id()) : null));
    }
  }

  private int tell(Draft made) {
    PlanView plan = made.plan();
    show(
        made,
        () ->
            draft.sql
                ? script(plan.builds())
                : DraftText.lines(plan, made.diff(), draft.compare, width()));
    next(
        plan.builds().isEmpty()
            ? "db show " + plan.database()
            : "apply " + plan.hash().substring(0, Math.min(SHOWN_OF_HASH, plan.hash().length())));
    return plan.prediction().fits() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  static final class DraftOptions {
    @Option(
        names = "--strategy",
        paramLabel = "NAME",
        description =
            "Arranged by this strategy (default: the registered database's own, else moldable).")
    private @Nullable String strategy;

    @Option(
        names = "--window",
        paramLabel = "SPAN",
        description = "Say whether it fits into so much time, for example 4h; exit 7 where not.")
    private @Nullable String window;

    @Option(
        names = "--table",
        paramLabel = "PATTERN",
        description = "Keep to these tables, for example 'shop.*'; repeatable.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--compare", description = "Say what the other strategies would take.")
    boolean compare;

    @Option(names = "--diff", description = "Say what is other than in the plan before.")
    boolean diff;

    @Option(
        names = "--sql",
        description = "Print the statements instead, in the order of the plan.")
    boolean sql;

    boolean needRegistration() {
      return compare || diff;
    }

    PlanRequest request() {
      return new PlanRequest(
          strategy, window == null ? null : Spans.parse(window).toMillis(), tables);
    }
  }

  /// Rules and load line of an unregistered database.
  static final class OwnOptions {

    @Option(
        names = "--rules",
        paramLabel = "FILE",
        description = "What must exist, one a line: 'schema.*: primary key (id)'.")
    private @Nullable Path rulesFile;

    @Option(
        names = "--rule",
        paramLabel = "RULE",
        description = "The same in place, for example 'shop.*: index (customer_id)'; repeatable.")
    private List<String> rules = new ArrayList<>();

    @Option(
        names = "--primary-key",
        paramLabel = "TABLE=(COLUMNS)",
        description = "A primary key that must exist, for example 'shop.orders=(id)'.")
    private List<String> primaryKeys = new ArrayList<>();

    @Option(names = "--cores", description = "Cores that builds may use (default: 2).")
    private @Nullable Integer cores;

    @Option(names = "--memory", description = "Memory for all builds together (default: 1GB).")
    private @Nullable String memory;

    @Option(
        names = "--workers",
        description = "Parallel workers for all builds (default: --cores).")
    private @Nullable Integer workers;

    @Option(
        names = "--temp-disk",
        description = "Temporary files of all sorts (default: no limit).")
    private @Nullable String temporary;

    @Option(names = "--disk", description = "Disk for new indexes (default: no limit).")
    private @Nullable String disk;

    boolean areGiven() {
      return !rules.isEmpty()
          || !primaryKeys.isEmpty()
          || Stream.of(rulesFile, cores, memory, workers, temporary, disk)
              .anyMatch(Objects::nonNull);
    }

    List<KeyRule> rules() {
      List<KeyRule> all = RuleText.all(rulesFile, rules);
      primaryKeys.stream().map(RuleText::primaryKey).forEach(all::add);
      return all;
    }

    Capacity capacity() {
      int usable = cores == null ? 2 : cores;
      return Usage.checked(
          "",
          () ->
              new Capacity(
                  usable,
                  Sizes.parse(memory == null ? "1GB" : memory),
                  workers == null ? usable : workers,
                  temporary == null ? OwnPlan.UNLIMITED : Sizes.parse(temporary),
                  disk == null ? OwnPlan.UNLIMITED : Sizes.parse(disk),
                  CapacityLimits.NONE));
    }
  }

  /// The statements in the order of the plan, to read or to run by hand.
  private static List<String> script(List<PlannedBuild> builds) {
    List<String> lines = new ArrayList<>();
    for (PlannedBuild build : builds) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add("-- " + Printable.line(build.table() + " " + build.definition()));
      if (build.sql().isEmpty()) {
        lines.add("-- the planner gave no statements");
      }
      build.sql().forEach(statement -> lines.add(terminated(Printable.lines(statement))));
    }
    return lines;
  }

  private static String terminated(String statement) {
    String stripped = statement.strip();
    return stripped.endsWith(";") ? stripped : stripped + ";";
  }
}
