package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address of a database. A JDBC URL is built from it, never taken from outside.
///
/// @param host name or IP address, no port
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
    checkServer(host, port);
    if (database.isEmpty() || user.isEmpty()) {
      throw new IllegalArgumentException("database and user must be given");
    }
  }

  static void checkServer(String host, int port) {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("not a host name or address: " + host);
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
    }
  }

  /// The same database for the same role on a standby. A sealed password is none for it: see the
  /// factory of connections.
  public DatabaseAddress on(StandbyAddress standby) {
    return new DatabaseAddress(standby.host(), standby.port(), database, user, sslMode, credential);
  }

  public DatabaseAddress with(CredentialReference other) {
    return new DatabaseAddress(host, port, database, user, sslMode, other);
  }

  /// The address with the stored password where it came back with `sealed`; else itself.
  ///
  /// @param stored address of the same name, null where there is none
  /// @throws PlimsollException CREDENTIAL_REFUSED where `stored` is of another server, database or
  ///     user
  public DatabaseAddress withCredentialOf(@Nullable DatabaseAddress stored) {
    if (!credential.hidesPassword()) {
      return this;
    }
    if (stored == null || !isOfTheSameAccount(stored)) {
      throw new PlimsollException(
          ErrorCode.CREDENTIAL_REFUSED,
          "the sealed password that is stored is not one for this server, database and user: give"
              + " it again");
    }
    return with(stored.credential);
  }

  /// Whether both are one user of one database, whatever the login.
  public boolean isOfTheSameAccount(DatabaseAddress other) {
    return host.equals(other.host)
        && port == other.port
        && database.equals(other.database)
        && user.equals(other.user);
  }

  /// The form for answers, without a sealed password.
  public DatabaseAddress shown() {
    return with(credential.shown());
  }
}
