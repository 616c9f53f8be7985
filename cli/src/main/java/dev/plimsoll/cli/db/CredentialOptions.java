package dev.plimsoll.cli.db;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the services find the password.
final class CredentialOptions {
  @Option(
      names = "--credential",
      paramLabel = "REFERENCE",
      description =
          "Where the services find the password: pgpass (default), env:NAME of their environment,"
              + " or file:/path.")
  private @Nullable String reference;

  @Option(
      names = "--password-stdin",
      description =
          "Read the password from standard input; it is sealed with this installation's key.")
  private boolean fromInput;

  @Option(
      names = "--password-prompt",
      description = "Ask for the password; it is sealed with this installation's key.")
  private boolean prompt;

  /// @param seal makes the reference of a password
  /// @throws PlimsollException USAGE
  CredentialReference credential(InputStream input, UnaryOperator<String> seal) {
    int ways = (reference == null ? 0 : 1) + (fromInput ? 1 : 0) + (prompt ? 1 : 0);
    if (ways > 1) {
      throw new PlimsollException(
          ErrorCode.USAGE, "one of --credential, --password-stdin and --password-prompt");
    }
    if (fromInput) {
      return new CredentialReference(seal.apply(PasswordInput.firstLine(input)));
    }
    if (prompt) {
      return new CredentialReference(seal.apply(PasswordInput.prompted("Password: ")));
    }
    return reference == null ? CredentialReference.PGPASS : parsed(reference);
  }

  private static CredentialReference parsed(String text) {
    try {
      return new CredentialReference(text);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }
}
