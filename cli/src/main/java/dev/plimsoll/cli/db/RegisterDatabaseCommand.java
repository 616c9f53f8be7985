package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Spinner;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Base of `db create` and `db edit`. The services that will use a database try it, the planner
/// registers it, and the command ends when the sync service knows it.
abstract class RegisterDatabaseCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "1 to 63 letters, digits, - or _.")
  String name = "";

  @Mixin final RegistrationOptions given = new RegistrationOptions();
  @Mixin private final RecordOptions record = new RecordOptions();

  abstract DatabaseRegistration register(
      PlannerApi planner, List<DatabaseRegistration> all, ControlRequest who);

  @Override
  protected final int run(PlannerApi planner) {
    List<DatabaseRegistration> all = planner.databases();
    DatabaseRegistration registered = register(planner, all, record.request());
    tellOthers(planner, registered);
    show(registered, () -> DatabaseText.lines(registered));
    sayTwins(registered, all);
    next("db test " + name);
    return ExitCode.OK;
  }

  final DatabaseRegistration connecting(
      DatabaseRegistration asked, Function<DatabaseRegistration, DatabaseRegistration> request) {
    try (Spinner _ = Spinner.of(terminal(), "connecting to " + asked.address().host())) {
      tryFromSync(asked);
      return request.apply(asked);
    }
  }

  /// The planner tries it from where builds run.
  private void tryFromSync(DatabaseRegistration asked) {
    if (isForSync(asked) && !asked.address().credential().hidesPassword()) {
      askSync(
          sync -> sync.check(new DatabaseCheckRequest(asked.name(), asked.kind(), asked.address())),
          "it is not tried from there");
    }
  }

  private void tellOthers(PlannerApi planner, DatabaseRegistration registered) {
    @Nullable Long revision = registered.revision();
    if (isForSync(registered) && revision != null) {
      askSync(
          sync -> {
            long newest = revision;
            if (sync.knowsMore(registered.name(), revision)) {
              newest = either(planner.announced(registered.name()).revision(), revision);
            }
            if (!sync.awaitKnown(registered.name(), newest)) {
              terminal()
                  .say(
                      "The sync service has not learned of it yet. It will, once it reads the topic"
                          + " databases again: ./plimsoll status says how it is.");
            }
          },
          "it learns of the registration when it is back");
    }
  }

  private void askSync(Consumer<SyncApi> request, String otherwise) {
    try {
      beside(
          ServiceName.SYNC,
          client -> {
            request.accept(new SyncApi(client));
            return true;
          });
    } catch (PlimsollException e) {
      if (!ApiClient.unavailable(e)) {
        throw e;
      }
      terminal().say("The sync service does not answer: " + otherwise + ".");
    }
  }

  private static boolean isForSync(DatabaseRegistration database) {
    return database.uses().contains(DatabaseUse.SOURCE)
        || database.uses().contains(DatabaseUse.TARGET);
  }

  final DatabaseAddress forServices(DatabaseKind kind) {
    DatabaseAddress found =
        given.credential.forServices(
            given.address.resolve(kind, environment()), input(), this::seal, terminal()::say);
    if (!kind.isAddressedAsPostgres() && found.credential().equals(CredentialReference.PGPASS)) {
      throw PlimsollException.usage(
          "a pgpass file is PostgreSQL's: give --credential env:PLIMSOLL_PASSWORD_NAME or"
              + " file:/path, --password-stdin or --password-prompt");
    }
    return found;
  }

  /// Warns of other registrations of the same database.
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
                            + " too, and the plans of the one do not know of the builds of the"
                            + " other. One name is enough: ./plimsoll db remove "
                            + twin));
  }

  /// By address: all databases of a server share its load line.
  static boolean isOnSameServer(DatabaseRegistration other, DatabaseAddress address) {
    return other.isForBuilds()
        && other.address().host().equals(address.host())
        && other.address().port() == address.port();
  }

  static <T> T either(@Nullable T given, T known) {
    return Objects.requireNonNullElse(given, known);
  }
}
