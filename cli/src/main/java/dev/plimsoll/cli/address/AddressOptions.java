package dev.plimsoll.cli.address;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which database is meant. There is none for a URL: it is built from these.
public final class AddressOptions {
  private static final int REDSHIFT_PORT = 5439;

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
      names = "--sslmode",
      paramLabel = "MODE",
      description =
          "disable, prefer, require, verify-ca or verify-full; else PGSSLMODE, else require,"
              + " or prefer on this machine.")
  private @Nullable String sslMode;

  public boolean areGiven() {
    return Stream.of(service, host, port, user, database, sslMode).anyMatch(Objects::nonNull);
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException NOT_FOUND for a service that no file
  ///     has; USAGE for values that make no address
  public Target resolve(Map<String, String> environment) {
    return Target.resolve(given(), environment);
  }

  /// Of a server of this kind. A MariaDB's comes from `--host`, `--port` (3306), `--database`,
  /// `--user` and `--sslmode` alone; a Redshift's is found as a PostgreSQL's, its port 5439 where
  /// neither `--port` nor a service entry has one.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException as [#resolve(Map)]
  public DatabaseAddress resolve(DatabaseKind kind, Map<String, String> environment) {
    return switch (kind) {
      case POSTGRES -> resolve(environment).address();
      case MARIADB -> MariaDbAddress.of(given());
      case REDSHIFT -> Target.resolve(atRedshiftsPort(), environment).address();
    };
  }

  private Target.Given atRedshiftsPort() {
    Target.Given all = given();
    return all.port() != null || all.service() != null
        ? all
        : new Target.Given(
            null, all.host(), REDSHIFT_PORT, all.database(), all.user(), all.sslMode());
  }

  private Target.Given given() {
    return new Target.Given(service, host, port, database, user, sslMode);
  }
}
