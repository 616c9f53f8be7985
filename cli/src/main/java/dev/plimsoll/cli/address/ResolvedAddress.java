package dev.plimsoll.cli.address;

import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.Credentials;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbcurlresolver.PgServiceConfParser;

/// Database address, resolved as `psql` does: options first, then the service entry, then PG*
/// environment variables, then libpq's defaults. The password comes from the service entry,
/// PGPASSWORD or .pgpass, never from an option.
///
/// @param environment with the password where the address refers to a variable
public record ResolvedAddress(DatabaseAddress address, Map<String, String> environment) {
  private static final String PASSWORD = Credentials.VARIABLE + "GIVEN";

  /// @param kind addressed as PostgreSQL; `PGPORT` counts for PostgreSQL alone
  /// @throws PlimsollException NOT_FOUND for an unknown service entry; USAGE for invalid values
  static ResolvedAddress resolve(
      AddressOptions given, DatabaseKind kind, Map<String, String> environment) {
    String service = given.service == null ? environment.get("PGSERVICE") : given.service;
    Properties entry = service == null ? new Properties() : entry(service, environment);
    String user =
        first(
            given.user,
            entry.getProperty("user"),
            environment.get("PGUSER"),
            System.getProperty("user.name", "postgres"));
    String database =
        first(given.database, entry.getProperty("PGDBNAME"), environment.get("PGDATABASE"), user);
    String host =
        first(given.host, entry.getProperty("PGHOST"), environment.get("PGHOST"), "localhost");
    String port =
        first(
            given.port == null ? null : given.port.toString(),
            entry.getProperty("PGPORT"),
            kind == DatabaseKind.POSTGRES ? environment.get("PGPORT") : null,
            Integer.toString(kind.port()));
    String sslMode =
        first(
            given.sslMode,
            entry.getProperty("sslmode"),
            environment.get("PGSSLMODE"),
            SslMode.usual(host.startsWith("/") ? "localhost" : host).value());
    @Nullable String password = entry.getProperty("password", environment.get("PGPASSWORD"));
    Map<String, String> resolved = new HashMap<>(environment);
    if (password != null) {
      resolved.put(PASSWORD, password);
    }
    return Usage.checked(
        "not an address: ",
        () ->
            new ResolvedAddress(
                new DatabaseAddress(
                    // A folder of Unix sockets: the server is local, and the driver knows only TCP.
                    host.startsWith("/") ? "localhost" : host,
                    Integer.parseInt(port),
                    database,
                    user,
                    sslMode.equals("allow") ? SslMode.PREFER : SslMode.of(sslMode),
                    password == null
                        ? CredentialReference.PGPASS
                        : new CredentialReference("env:" + PASSWORD)),
                resolved));
  }

  private static Properties entry(String service, Map<String, String> environment) {
    Properties entry = PgServiceConfParser.getServiceProperties(service);
    if (entry == null) {
      throw PlimsollException.notFound(
          "no service ["
              + service
              + "] in "
              + environment.getOrDefault("PGSERVICEFILE", "~/.pg_service.conf (or PGSERVICEFILE)"));
    }
    return entry;
  }

  private static String first(
      @Nullable String option,
      @Nullable String entry,
      @Nullable String variable,
      String otherwise) {
    if (option != null) {
      return option;
    }
    if (entry != null) {
      return entry;
    }
    return variable == null || variable.isEmpty() ? otherwise : variable;
  }

  /// @param application the session's name on the server
  /// @throws PlimsollException why the connection fails
  public Connection open(String application) {
    return new PostgresConnections(environment).pinned().open(address, application);
  }

  /// As [#open], for a session that breaks after a silence of the server.
  ///
  /// @param silence as [PostgresConnections#answeringWithin] takes it
  public Connection open(String application, Duration silence) {
    return new PostgresConnections(environment)
        .pinned()
        .answeringWithin(silence)
        .open(address, application);
  }

  /// As [#open], with the role's own `search_path`, for statements written by others.
  public Connection openByRolesPath(String application) {
    return new PostgresConnections(environment).byRolesPath().open(address, application);
  }

  /// The same database for the same role on another server, for example a standby.
  ///
  /// @param server `host` or `host:port`; an IPv6 address with a port is in brackets
  /// @throws PlimsollException USAGE for what is neither
  public ResolvedAddress on(String server) {
    return new ResolvedAddress(address.on(standby(server, address)), environment);
  }

  /// A standby of a database, whose port is the usual one.
  ///
  /// @throws PlimsollException USAGE for what is no server
  public static StandbyAddress standby(String server, DatabaseAddress primary) {
    return Usage.checked("not a server: ", () -> StandbyAddress.parse(server, primary.port()));
  }

  @Override
  public String toString() {
    return text(address);
  }

  /// `user@host:port/database`
  public static String text(DatabaseAddress address) {
    return address.user() + "@" + address.host() + ":" + address.port() + "/" + address.database();
  }
}
