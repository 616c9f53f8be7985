package dev.plimsoll.postgres.connection;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the password that a reference points to, in this process' environment and files.
public final class Credentials {
  private Credentials() {}

  /// The password; null where pgjdbc itself is to look into PGPASSFILE or `~/.pgpass`.
  ///
  /// @throws PlimsollException CREDENTIAL_MISSING, saying where it was looked for, or
  ///     CREDENTIAL_UNREADABLE of a sealed one
  public static @Nullable String resolve(
      CredentialReference reference, Map<String, String> environment) {
    String value = reference.value();
    if (value.startsWith("env:")) {
      String name = value.substring("env:".length());
      String password = environment.get(name);
      if (password == null) {
        throw missing("the environment variable " + name + " is not set", null);
      }
      return password;
    }
    if (value.startsWith("file:")) {
      return firstLine(Path.of(value.substring("file:".length())));
    }
    if (value.startsWith(SealedPassword.PREFIX)) {
      return SealedPassword.ofInstallation(environment).unseal(reference);
    }
    return null;
  }

  private static String firstLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw missing("the file " + file + " is empty", null);
      }
      return lines.getFirst();
    } catch (IOException e) {
      throw missing("the file " + file + " cannot be read", e);
    }
  }

  private static PlimsollException missing(String where, @Nullable Throwable cause) {
    return new PlimsollException(ErrorCode.CREDENTIAL_MISSING, where, cause);
  }
}
