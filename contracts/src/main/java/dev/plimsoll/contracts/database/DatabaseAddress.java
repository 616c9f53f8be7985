package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.Objects;
import java.util.regex.Pattern;

/// Where a database is and how its password is found. A JDBC URL is built from it, never
/// taken from outside; the password itself is never part of it.
///
/// @param host name or IP address, no port
/// @param port 1 to 65535
/// @param database name
/// @param user role to log in as
/// @param sslMode as libpq's `sslmode`
/// @param credential where the password is
public record DatabaseAddress(
    @Within(Bound.HOST) String host,
    @Within(Bound.PORT) int port,
    @Within(Bound.DATABASE) String database,
    @Within(Bound.USER) String user,
    SslMode sslMode,
    CredentialReference credential) {

  // A host that could carry a second host, a path or a parameter would make another URL of it.
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%\\[\\]-]{1,253}");

  public DatabaseAddress {
    Objects.requireNonNull(sslMode, "sslMode");
    Objects.requireNonNull(credential, "credential");
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("not a host name or address: " + host);
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
    }
    if (database.isEmpty() || user.isEmpty()) {
      throw new IllegalArgumentException("database and user must be given");
    }
  }
}
