package dev.plimsoll.cli.address;

import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Address options of a database. There is no option for a URL.
public final class AddressOptions {
  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Entry of the connection service file (PGSERVICEFILE or ~/.pg_service.conf).")
  @Nullable String service;

  @Option(names = "--host", description = "Host; else PGHOST, else localhost.")
  @Nullable String host;

  @Option(names = "--port", description = "Port; else PGPORT, else 5432.")
  @Nullable Integer port;

  @Option(names = "--user", description = "Role; else PGUSER, else your own name.")
  @Nullable String user;

  @Option(names = "--database", description = "Database; else PGDATABASE, else the role's name.")
  @Nullable String database;

  @Option(
      names = "--sslmode",
      paramLabel = "MODE",
      description =
          "disable, prefer, require, verify-ca or verify-full; else PGSSLMODE, else require,"
              + " or prefer on this machine.")
  @Nullable String sslMode;

  public boolean areGiven() {
    return Stream.of(service, host, port, user, database, sslMode).anyMatch(Objects::nonNull);
  }

  /// @throws PlimsollException NOT_FOUND for an unknown service entry; USAGE for invalid values
  public ResolvedAddress resolve(Map<String, String> environment) {
    return ResolvedAddress.resolve(this, DatabaseKind.POSTGRES, environment);
  }

  /// Address on a server of this kind, whose usual port is the default. Kinds that are not
  /// addressed as PostgreSQL take it from the options alone, with the credential `pgpass` as a
  /// placeholder.
  ///
  /// @throws PlimsollException as [#resolve(Map)]
  public DatabaseAddress resolve(DatabaseKind kind, Map<String, String> environment) {
    return kind.isAddressedAsPostgres()
        ? ResolvedAddress.resolve(this, kind, environment).address()
        : byOptionsAlone(kind);
  }

  private DatabaseAddress byOptionsAlone(DatabaseKind kind) {
    if (service != null) {
      throw PlimsollException.usage(
          "--service names an entry for PostgreSQL; give --host for a " + kind.title());
    }
    String name = host == null ? "localhost" : host;
    return Usage.checked(
        "not an address: ",
        () ->
            new DatabaseAddress(
                name,
                port == null ? kind.port() : port,
                needed(kind, "--database", database),
                needed(kind, "--user", user),
                sslMode == null ? SslMode.usual(name) : SslMode.of(sslMode),
                CredentialReference.PGPASS));
  }

  private static String needed(DatabaseKind kind, String option, @Nullable String value) {
    if (value == null) {
      throw PlimsollException.usage("a %s's address needs %s".formatted(kind.title(), option));
    }
    return value;
  }
}
