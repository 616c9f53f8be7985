package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.plan.OwnPlan.Answer;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plimsoll plan`.
@Command(
    name = "plan",
    description = {
      "Read a database of your own and print what would be built there, sized. Writes nothing.",
      "Passwords come from .pgpass, PGPASSWORD or the service's entry. Without rules it looks for"
          + " tables without a primary key and foreign keys without an index."
    })
public final class PlanCommand implements Callable<Integer> {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?", Pattern.CASE_INSENSITIVE);
  // A petabyte: more than the plan could ask for, so that only what was given limits it.
  private static final long UNLIMITED = 1L << 50;

  private final Terminal terminal;
  private final Map<String, String> environment;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Entry of the connection service file (PGSERVICEFILE or ~/.pg_service.conf).")
  private @Nullable String service;

  @Option(names = "--host", description = "Host; else PGHOST, else localhost.")
  private @Nullable String host;

  @Option(names = "--port", description = "Port; else PGPORT, else 5432.")
  private @Nullable Integer port;

  @Option(names = "--user", description = "Role; else PGUSER, else your own name.")
  private @Nullable String user;

  @Option(names = "--database", description = "Database; else PGDATABASE, else the role's name.")
  private @Nullable String database;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "What must exist, one a line: 'schema.*: primary key (id)'.")
  private @Nullable Path rulesFile;

  @Option(
      names = "--primary-key",
      paramLabel = "TABLE=(COLUMNS)",
      description = "A primary key that must exist, for example 'shop.orders=(id)'.")
  private List<String> primaryKeys = new ArrayList<>();

  @Option(
      names = "--cores",
      defaultValue = "2",
      description = "Cores that builds may use (default: ${DEFAULT-VALUE}).")
  private int cores;

  @Option(
      names = "--memory",
      defaultValue = "1GB",
      description = "Memory for all builds together (default: ${DEFAULT-VALUE}).")
  private String memory = "1GB";

  @Option(names = "--workers", description = "Parallel workers for all builds (default: --cores).")
  private @Nullable Integer workers;

  @Option(names = "--temp", description = "Temporary files of all sorts (default: no limit).")
  private @Nullable String temporary;

  @Option(names = "--disk", description = "Disk for new indexes (default: no limit).")
  private @Nullable String disk;

  @Mixin private final JsonOption json = new JsonOption();

  public PlanCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    List<KeyRule> rules = new ArrayList<>();
    if (rulesFile != null) {
      rules.addAll(RuleText.read(rulesFile));
    }
    primaryKeys.stream().map(RuleText::primaryKey).forEach(rules::add);
    Capacity capacity = capacity();
    PlanTarget target =
        PlanTarget.resolve(new PlanTarget.Given(service, host, port, database, user), environment);
    Answer plan = OwnPlan.make(target, rules, capacity);
    if (json.asked()) {
      terminal.json(plan);
    } else {
      PlanText.lines(plan).forEach(terminal::data);
    }
    return ExitCode.OK;
  }

  private Capacity capacity() {
    try {
      return new Capacity(
          cores,
          bytes(memory),
          workers == null ? cores : workers,
          temporary == null ? UNLIMITED : bytes(temporary),
          disk == null ? UNLIMITED : bytes(disk));
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /// `512MB`, `1.5GB`; powers of 1024, as PostgreSQL has them.
  ///
  /// @throws PlimsollException USAGE
  public static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new PlimsollException(
          ErrorCode.USAGE, "a size is a number with kB, MB, GB or TB, not '" + text + "'");
    }
    int shift =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    return Math.round(Double.parseDouble(matcher.group(1)) * (1L << shift));
  }
}
