package dev.plimsoll.cli.db;

import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.CredentialOptions;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.rules.RuleText;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Spinner;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `db create` and `db edit` have in common.
abstract class RegisterDatabaseCommand extends PlannerApiCommand {
  private final boolean replace;

  @Parameters(paramLabel = "NAME", description = "1 to 63 letters, digits, - or _.")
  private String name = "";

  @Mixin private final AddressOptions address = new AddressOptions();
  @Mixin private final CredentialOptions credential = new CredentialOptions();
  @Mixin private final CapacityOptions capacity = new CapacityOptions();

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "What must exist, for example 'shop.*: index (customer_id)'; repeatable.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules from a file, one a line, # for comments.")
  private @Nullable Path rulesFile;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "That plans are arranged by (default: moldable).")
  private @Nullable String strategy;

  @Option(
      names = "--window",
      paramLabel = "WINDOW",
      description =
          "When builds may start, every day: 22:00+4h@Europe/Berlin (default: at any time).")
  private @Nullable String window;

  @Option(
      names = "--build-on-load",
      description =
          "Plan and build by itself whenever a load into it ends. It is registered to be loaded into"
              + " as well, where it is not yet ('source list' has it).")
  private boolean buildOnLoad;

  RegisterDatabaseCommand(boolean replace) {
    this.replace = replace;
  }

  @Override
  protected int run(PlannerApi planner) {
    List<DatabaseRegistration> all = planner.databases();
    @Nullable DatabaseRegistration known =
        all.stream().filter(other -> other.name().equals(name)).findFirst().orElse(null);
    if (known != null && !replace) {
      throw PlimsollException.conflict(
          "a database %s is registered already: ./plimsoll db edit %s changes its registration"
              .formatted(name, name));
    }
    if (known == null && replace) {
      throw PlimsollException.notFound(
          "no database " + name + " is registered: ./plimsoll db create");
    }
    DatabaseAddress where = address.resolve(environment()).address();
    @Nullable Capacity line = capacity.capacity();
    if (capacity.isAbsent()) {
      line = known == null ? null : known.capacity();
      if (line == null && all.stream().noneMatch(other -> isSameServer(other.address(), where))) {
        throw CapacityOptions.neverGuessed();
      }
    }
    DatabaseRegistration asked = registration(where, line);
    boolean target =
        buildOnLoad && beside(ServiceName.SYNC, client -> isNewTarget(new SyncApi(client), asked));
    DatabaseRegistration registered;
    try (Spinner _ = Spinner.of(terminal(), "connecting to " + where.host())) {
      registered = planner.registered(asked);
      if (target) {
        beside(
            ServiceName.SYNC,
            client ->
                new SyncApi(client).registered(new EndpointRegistration(name, asked.address())));
      }
    }
    if (json()) {
      terminal().json(registered);
    } else {
      DatabaseText.lines(registered).forEach(terminal()::data);
    }
    sayTwins(registered, all);
    if (target) {
      terminal()
          .say("Loads may go into it too: ./plimsoll extract run SOURCE TABLE... --into " + name);
    }
    next("db test " + name);
    return ExitCode.OK;
  }

  /// Builds follow a load by the name that it was loaded into: it has to be one database by that
  /// name everywhere. Whoever loads may be another role than the one that builds.
  private boolean isNewTarget(SyncApi sync, DatabaseRegistration asked) {
    @Nullable EndpointRegistration there =
        sync.endpoints().stream()
            .filter(other -> other.name().equals(name))
            .findFirst()
            .orElse(null);
    if (there == null) {
      return true;
    }
    DatabaseAddress known = there.address();
    if (there.kind().loading() != DatabaseKind.Loading.BATCHES
        || !isSameServer(known, asked.address())
        || !known.database().equals(asked.address().database())) {
      throw PlimsollException.conflict(
          "loads into %s go to %s:%d/%s, so that no build here would follow one: take another name, or"
                  .formatted(name, known.host(), known.port(), known.database())
              + " change it with source edit");
    }
    return replace && known.isOfTheSameAccount(asked.address());
  }

  /// The same database under other names.
  private void sayTwins(DatabaseRegistration registered, List<DatabaseRegistration> all) {
    ServerView server = registered.server();
    if (server == null) {
      return;
    }
    String database = registered.address().database();
    all.stream()
        .filter(other -> server.sharedWith().contains(other.name()))
        .filter(other -> other.address().database().equals(database))
        .map(DatabaseRegistration::name)
        .forEach(
            twin ->
                terminal()
                    .say(
                        "This very database is registered as "
                            + twin
                            + " too, and the plans of the one do not know of the builds of the other."
                            + " One name is enough: ./plimsoll db remove "
                            + twin));
  }

  /// By its address: its load line is that of all databases there.
  private static boolean isSameServer(DatabaseAddress one, DatabaseAddress other) {
    return one.host().equals(other.host()) && one.port() == other.port();
  }

  private DatabaseRegistration registration(DatabaseAddress where, @Nullable Capacity line) {
    List<KeyRule> all = new ArrayList<>();
    if (rulesFile != null) {
      all.addAll(RuleText.read(rulesFile));
    }
    rules.stream().map(rule -> RuleText.parse(rule, "--rule")).forEach(all::add);
    return new DatabaseRegistration(
        name,
        credential.forServices(where, input(), this::seal, terminal()::say),
        line,
        all,
        buildOnLoad,
        null,
        strategy,
        window == null ? null : WindowText.parse(window),
        capacity.preset(),
        null);
  }
}
