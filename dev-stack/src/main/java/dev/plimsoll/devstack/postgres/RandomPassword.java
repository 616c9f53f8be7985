package dev.plimsoll.devstack.postgres;

import java.security.SecureRandom;
import org.postgresql.util.PasswordUtil;

/// How a role gets a password of many random bits, so that its sessions begin quickly.
///
/// The iterations of SCRAM make each guess at a password dear, for whoever has stolen its hash (RFC
/// 5802, section 9). Nobody guesses 192 random bits, and the 4,096 that are usual are felt in each
/// login of a JVM that has just started.
public final class RandomPassword {
  private static final int ITERATIONS = 1;
  private static final int SALT_BYTES = 16;

  private RandomPassword() {}

  /// For a role whose clients all take so few iterations, as libpq and current drivers do: some
  /// older ones demand the 4,096 of RFC 7677.
  ///
  /// @param role a name that needs no quotes
  /// @return a statement that holds the hash and not the password
  public static String alterRole(String role, String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    String hash = PasswordUtil.encodeScramSha256(password.toCharArray(), ITERATIONS, salt);
    return "ALTER ROLE " + role + " PASSWORD '" + hash + "'";
  }
}
