package dev.plimsoll.cli.source;

import dev.plimsoll.cli.address.AddressOptions;
import dev.plimsoll.cli.address.CredentialOptions;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import java.io.InputStream;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll source add`.
@Command(
    name = "add",
    description = {
      "Register a database to read from or to load into, after logging in once to see that it lets"
          + " us. Nothing is changed there.",
      "A MariaDB (or MySQL, untested) is read from, never loaded into. Its address is that of --host,"
          + " --port (3306), --database, --user and --sslmode alone: PG* variables and service"
          + " entries are PostgreSQL's, and so is a pgpass file.",
      "An Amazon Redshift (never tried) is loaded into by 'load redshift', never read from. Its"
          + " address is found as a PostgreSQL's; its port is 5439 where none is given."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll source add shop --service shop",
      "  ./plimsoll source add shop --host db.example --database shop --user reader \\",
      "      --sslmode verify-full --credential file:/run/secrets/shop",
      "  ./plimsoll source add legacy --kind mariadb --host db2.example \\",
      "      --database shop --user reader --password-stdin < password"
    })
final class SourceAddCommand extends SyncCommand {
  private final InputStream input;

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

  @Option(names = "--replace", description = "Change a registration that is there already.")
  private boolean replace;

  SourceAddCommand(Terminal terminal, Map<String, String> environment, InputStream input) {
    super(terminal, environment);
    this.input = input;
  }

  @Override
  protected int run(SyncApi sync) {
    boolean known =
        sync.endpoints().stream().map(EndpointRegistration::name).anyMatch(name::equals);
    if (known && !replace) {
      throw new PlimsollException(
          ErrorCode.CONFLICT,
          "a source " + name + " is registered already; --replace changes its registration");
    }
    EndpointRegistration registered =
        sync.registered(new EndpointRegistration(name, address(), kind));
    if (json()) {
      terminal.json(registered);
    } else {
      SourceText.lines(registered).forEach(terminal::data);
    }
    next("source test " + name);
    return ExitCode.OK;
  }

  private DatabaseAddress address() {
    DatabaseAddress found =
        credential.forServices(
            address.resolve(kind, environment()), input, this::seal, terminal::say);
    if (kind == DatabaseKind.MARIADB && found.credential().equals(CredentialReference.PGPASS)) {
      throw new PlimsollException(
          ErrorCode.USAGE,
          "a pgpass file is PostgreSQL's: give --credential env:PLIMSOLL_PASSWORD_NAME or file:/path,"
              + " --password-stdin or --password-prompt");
    }
    return found;
  }
}
