package dev.plimsoll.cli.source;

import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.CredentialOptions;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `source create` and `source edit` have in common.
abstract class RegisterSourceCommand extends SyncApiCommand {
  private final boolean replace;

  @Parameters(paramLabel = "NAME", description = "1 to 63 letters, digits, - or _.")
  private String name = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "postgres",
      description = "postgres, mariadb or redshift (default: ${DEFAULT-VALUE}).")
  private DatabaseKind kind = DatabaseKind.POSTGRES;

  @Mixin private final AddressOptions address = new AddressOptions();
  @Mixin private final CredentialOptions credential = new CredentialOptions();

  RegisterSourceCommand(boolean replace) {
    this.replace = replace;
  }

  @Override
  protected int run(SyncApi sync) {
    boolean known =
        sync.endpoints().stream().map(EndpointRegistration::name).anyMatch(name::equals);
    if (known && !replace) {
      throw PlimsollException.conflict(
          "a source %s is registered already: ./plimsoll source edit %s changes its registration"
              .formatted(name, name));
    }
    if (!known && replace) {
      throw PlimsollException.notFound(
          "no source " + name + " is registered: ./plimsoll source create");
    }
    EndpointRegistration registered =
        sync.registered(new EndpointRegistration(name, address(), kind));
    return answer(registered, () -> SourceText.lines(registered), "source test " + name);
  }

  private DatabaseAddress address() {
    DatabaseAddress found =
        credential.forServices(
            address.resolve(kind, environment()), input(), this::seal, terminal()::say);
    if (!kind.isAddressedAsPostgres() && found.credential().equals(CredentialReference.PGPASS)) {
      throw PlimsollException.usage(
          "a pgpass file is PostgreSQL's: give --credential env:PLIMSOLL_PASSWORD_NAME or file:/path,"
              + " --password-stdin or --password-prompt");
    }
    return found;
  }
}
