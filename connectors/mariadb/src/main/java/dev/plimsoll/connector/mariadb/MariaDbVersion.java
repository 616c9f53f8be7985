package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Kind and version of the server.
///
/// @param mariaDb false for MySQL
/// @param text the server's own
record MariaDbVersion(boolean mariaDb, int major, int minor, String text) {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");
  // Some proxies and old replicas prefix MariaDB's number with this.
  private static final String MASK = "5.5.5-";

  /// @param text of `SELECT version()`
  /// @throws PlimsollException UNSUPPORTED_SERVER for one older than MariaDB 10.11 or MySQL 8.0
  static MariaDbVersion of(String text) {
    boolean mariaDb = text.contains("MariaDB");
    Matcher numbers =
        NUMBERS.matcher(mariaDb && text.startsWith(MASK) ? text.substring(MASK.length()) : text);
    if (numbers.matches()) {
      MariaDbVersion version =
          new MariaDbVersion(
              mariaDb,
              Integer.parseInt(numbers.group(1)),
              Integer.parseInt(numbers.group(2)),
              text);
      if (mariaDb ? version.isFrom(10, 11) : version.isFrom(8, 0)) {
        return version;
      }
    }
    throw new PlimsollException(
        ErrorCode.UNSUPPORTED_SERVER,
        "the server is " + text + ", neither MariaDB 10.11 or later nor MySQL 8.0 or later");
  }

  private boolean isFrom(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }
}
