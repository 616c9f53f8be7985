package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ServiceOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Spinner;
import dev.plimsoll.cli.terminal.TerminalCommand;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Sizes;
import dev.plimsoll.cli.text.Spans;
import dev.plimsoll.cli.watch.Watch;
import dev.plimsoll.cli.watch.WatchOptions;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.request.HealthOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "advise",
    description = {
      "Say which indexes a database's workload wants and what each is worth, and which of its"
          + " indexes, tables and statistics want attention; with evidence, gain, cost and the SQL.",
      "With the NAME of a registered database the planner does it, and keeps what it recommends and finds:"
          + " ./plimsoll advice list, ./plimsoll finding list. Without, a database of your own is read here, and no services"
          + " are needed. Passwords come from .pgpass, PGPASSWORD or the service's entry.",
      "Statements come from pg_stat_statements, or from a file. Only with --verify anything is"
          + " written: tables are cloned into a scratch schema, where indexes are built and"
          + " statements timed; of more than 1 GiB of tables a sample.",
      "Priority 1 is now, 4 when there is time. What cannot be known is withheld and says why.",
      "Exit 7 where something has priority 1 or 2 that is not dismissed."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll advise shop --budget 500MB --verify",
      "  ./plimsoll advise shop --last",
      "  ./plimsoll advise --service mydb --standby replica.example",
      "  ./plimsoll advise --service mydb --table 'shop.*' --unused-for 30d --sql"
    })
public final class AdviseCommand extends TerminalCommand {
  private static final Duration POLL = Duration.ofMillis(300);

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A database registered by ./plimsoll db create.")
  private @Nullable String name;

  @Mixin private final AddressOptions address = new AddressOptions();
  @Mixin private final OwnOptions own = new OwnOptions();
  @Mixin private final ServiceOption planner = new ServiceOption();

  @Option(
      names = "--budget",
      paramLabel = "SIZE",
      description = "Of all new indexes together, for example 500MB (default: no limit).")
  private @Nullable String budget;

  @Option(
      names = "--verify",
      description =
          "Measure: clone tables into a scratch schema, build there, and time statements before and"
              + " after. Takes their space and minutes.")
  private boolean verify;

  @Option(
      names = "--table",
      paramLabel = "PATTERN",
      description = "Keep to these tables, for example 'shop.*'; repeatable.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--workload",
      paramLabel = "FILE",
      description =
          "Take these statements instead of those of pg_stat_statements: separated by ';', each"
              + " after comments '-- calls: 120', '-- mean: 3.5' (milliseconds), '-- name: what'.")
  private @Nullable Path workload;

  @Option(
      names = "--search-path",
      paramLabel = "SCHEMA",
      description =
          "Where statements find their tables (default: the role's search_path); repeatable.")
  private List<String> searchPath = new ArrayList<>();

  @Option(
      names = "--last",
      description = "Of a registered database: show the latest analysis, and start none.")
  private boolean last;

  @Option(names = "--all", description = "Of a registered database: also show what is dismissed.")
  private boolean all;

  @Option(
      names = "--sql",
      description = "Print the statements instead, the most urgent first, to be run one by one.")
  private boolean sql;

  static final class OwnOptions {
    @Option(
        names = "--unused-for",
        paramLabel = "SPAN",
        description =
            "Of a database of your own: an index is unused if nothing has read it for so long"
                + " (default: 7d).")
    private @Nullable String unusedFor;

    @Option(
        names = "--standby",
        paramLabel = "HOST[:PORT]",
        description =
            "Of a database of your own: a standby, where the same role and password are taken; an"
                + " index that is read there is used, and while one that follows is not named, none is"
                + " called unused; repeatable.")
    private List<String> standbys = new ArrayList<>();

    @Option(
        names = "--ignore-replica",
        paramLabel = "NAME",
        description =
            "Of a database of your own: a standby that serves no queries, or a slot that nobody"
                + " reads: its application_name, or the slot's name; repeatable.")
    private List<String> ignoredReplicas = new ArrayList<>();

    @Option(
        names = "--whole-indexes",
        description =
            "Of a database of your own: read indexes that look bloated from end to end, where"
                + " pgstattuple is installed, instead of a sample.")
    private boolean wholeIndexes;

    boolean areGiven() {
      return unusedFor != null || !standbys.isEmpty() || !ignoredReplicas.isEmpty() || wholeIndexes;
    }

    HealthOptions health() {
      HealthOptions health =
          HealthOptions.DEFAULT
              .withWindow(Spans.parse(unusedFor == null ? "7d" : unusedFor))
              .ignoring(ignoredReplicas);
      return wholeIndexes ? health.withConfirmedBloat() : health;
    }
  }

  @Override
  protected String suffix() {
    return planner.suffix();
  }

  @Override
  public Integer call() {
    if (name == null) {
      if (last) {
        throw PlimsollException.usage(
            "--last needs the NAME of a registered database: ./plimsoll db list");
      }
      return adviseOwn();
    }
    if (own.areGiven() || address.areGiven()) {
      throw PlimsollException.usage(
          "the address and standbys of %s are those it is registered with, and its indexes are judged by the planner: ./plimsoll db show %s"
              .formatted(name, name));
    }
    return adviseRegistered(name);
  }

  private AnalysisRequest request() {
    return new AnalysisRequest(
        budget == null ? null : Sizes.parse(budget), verify, tables, text(workload), searchPath);
  }

  private static @Nullable String text(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.USAGE, "the workload " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private int adviseOwn() {
    HealthOptions health = own.health();
    AnalysisRequest request = request();
    ResolvedAddress target = address.resolve(environment());
    OwnAdvice.Answer answer;
    try (Spinner _ = Spinner.of(terminal(), "reading " + target)) {
      answer = OwnAdvice.read(target, request, health, own.standbys);
    }
    return tell(answer, answer.database(), answer.result());
  }

  private int adviseRegistered(String database) {
    try (HttpClient http = ApiClient.http()) {
      PlannerApi api = new PlannerApi(planner.connect(ServiceName.PLANNER, http, environment()));
      AnalysisView analysis =
          last ? api.latestAnalysis(database) : ended(api, api.analyse(database, request()));
      Failure failure = analysis.failure();
      if (failure != null) {
        throw new PlimsollException(failure.code(), failure.message());
      }
      Optional<AnalysisResult> result = Optional.ofNullable(analysis.result());
      if (result.isEmpty()) {
        return answer(
            analysis,
            "%s is being analysed since %s: %s"
                .formatted(database, Amounts.moment(analysis.askedAt()), analysis.phase()),
            "advise " + database + " --last");
      }
      int exitCode = tell(analysis, database, result.get());
      next((result.get().advice() == null ? "finding list " : "advice list ") + database);
      return exitCode;
    }
  }

  private AnalysisView ended(PlannerApi api, AnalysisView started) {
    Watch watch = new Watch(new WatchOptions(), false, "planner", terminal());
    AnalysisView analysis = started;
    while (analysis.state() == AnalysisView.State.RUNNING) {
      try (Spinner _ = Spinner.of(terminal(), analysis.database() + ": " + analysis.phase())) {
        String phase = analysis.phase();
        do {
          Thread.sleep(POLL);
          analysis = watch.look(() -> api.analysis(started.id()));
        } while (analysis.state() == AnalysisView.State.RUNNING && analysis.phase().equals(phase));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlimsollException(
            ErrorCode.INTERRUPTED, "interrupted; the planner goes on with it", e);
      }
    }
    return analysis;
  }

  private int tell(Object document, String database, AnalysisResult result) {
    show(
        document,
        () ->
            sql
                ? AdviceText.script(result, all)
                : AdviceText.lines(database, result, all, width()));
    return AdviceText.isUrgent(result) ? ExitCode.FINDINGS : ExitCode.OK;
  }
}
