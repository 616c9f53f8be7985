package dev.plimsoll.cli.address;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// The address of a MariaDB: from options alone. Service entries and PG* variables are of
/// PostgreSQL, and so is a pgpass file.
final class MariaDbAddress {
  private static final int PORT = 3306;

  private MariaDbAddress() {}

  /// @return with the credential that says nothing yet
  /// @throws PlimsollException USAGE
  static DatabaseAddress of(Target.Given given) {
    if (given.service() != null) {
      throw new PlimsollException(
          ErrorCode.USAGE, "--service names an entry for PostgreSQL; give --host for a MariaDB");
    }
    String sslMode = given.sslMode();
    String host = given.host() == null ? "localhost" : given.host();
    try {
      return new DatabaseAddress(
          host,
          given.port() == null ? PORT : given.port(),
          needed("--database", given.database()),
          needed("--user", given.user()),
          sslMode == null ? SslMode.usual(host) : SslMode.of(sslMode),
          CredentialReference.PGPASS);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, "not an address: " + e.getMessage(), e);
    }
  }

  private static String needed(String option, @Nullable String value) {
    if (value == null) {
      throw new PlimsollException(ErrorCode.USAGE, "a MariaDB's address needs " + option);
    }
    return value;
  }
}
