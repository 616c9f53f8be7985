package dev.plimsoll.cli.address;

import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Usage;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the services find the password.
public final class CredentialOptions {
  @Option(
      names = "--credential",
      paramLabel = "REFERENCE",
      description =
          "Where the services find the password: pgpass (default), env:PLIMSOLL_PASSWORD_NAME of"
              + " their environment, or file:/path in the folder that PLIMSOLL_CREDENTIALS names"
              + " there.")
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

  /// Whether anything is said of the password.
  public boolean isGiven() {
    return reference != null || fromInput || prompt;
  }

  /// The address with the password where the services look for it. One that only this process has
  /// stays here, which is said.
  ///
  /// @param seal makes the reference of a password for an address
  /// @throws PlimsollException USAGE
  public DatabaseAddress forServices(
      DatabaseAddress found,
      InputStream input,
      BiFunction<String, DatabaseAddress, CredentialReference> seal,
      Consumer<String> say) {
    CredentialReference password = credential(input, given -> seal.apply(given, found));
    if (!found.credential().equals(CredentialReference.PGPASS)) {
      say.accept(
          "The password in PGPASSWORD or the service's entry stays here; the services look for it"
              + " as --credential says, and --password-stdin seals one for them.");
    }
    return found.with(password);
  }

  private CredentialReference credential(
      InputStream input, Function<String, CredentialReference> seal) {
    int ways = (reference == null ? 0 : 1) + (fromInput ? 1 : 0) + (prompt ? 1 : 0);
    if (ways > 1) {
      throw PlimsollException.usage("one of --credential, --password-stdin and --password-prompt");
    }
    if (fromInput) {
      return seal.apply(firstLine(input));
    }
    if (prompt) {
      return seal.apply(prompted());
    }
    return reference == null ? CredentialReference.PGPASS : parsed(reference);
  }

  private static CredentialReference parsed(String text) {
    return Usage.checked("", () -> new CredentialReference(text));
  }

  /// The first line of a pipe: a password is never an argument, since those are in every list of
  /// processes and in the shell's history.
  ///
  /// @throws PlimsollException USAGE where there is none
  private static String firstLine(InputStream in) {
    try {
      // Not closed: the stream is the process' own.
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return given(reader.readLine());
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.USAGE, "standard input could not be read", e);
    }
  }

  /// Asks without showing what is typed.
  ///
  /// @throws PlimsollException USAGE without a terminal or an answer
  private static String prompted() {
    Console console =
        Terminal.console()
            .orElseThrow(
                () ->
                    PlimsollException.usage(
                        "there is no terminal to ask on; use --password-stdin"));
    char[] typed = console.readPassword("Password: ");
    return given(typed == null ? null : new String(typed));
  }

  private static String given(@Nullable String password) {
    if (password == null || password.isEmpty()) {
      throw PlimsollException.usage("no password was given");
    }
    return password;
  }
}
