package dev.plimsoll.devstack.postgres;

import java.security.SecureRandom;
import org.postgresql.util.PasswordUtil;

/// Random password of a role, with one iteration of SCRAM so that sessions begin quickly.
///
/// Iterations make guesses costly for a thief of the hash (RFC 5802, section 9). 192 random bits
/// cannot be guessed, and the usual 4,096 iterations slow each login of a fresh JVM.
public final class RandomPassword {

  private RandomPassword() {}

  /// Statement with the hash, not the password. Clients must take one iteration, as libpq and
  /// current drivers do; some older ones demand the 4,096 of RFC 7677.
  ///
  /// @param role a name that needs no quotes
  public static String alterRole(String role, String password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    String hash = PasswordUtil.encodeScramSha256(password.toCharArray(), 1, salt);
    return "ALTER ROLE " + role + " PASSWORD '" + hash + "'";
  }
}
