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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that say where the services find a password.
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

  public boolean isGiven() {
    return reference != null || fromInput || prompt;
  }

  /// The address with a credential for the services. A password of this process stays here, and a
  /// message says so.
  ///
  /// @param seal seals a password for an address
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
    if (Stream.of(reference != null, fromInput, prompt).filter(given -> given).count() > 1) {
      throw PlimsollException.usage("one of --credential, --password-stdin and --password-prompt");
    }
    if (fromInput) {
      return seal.apply(firstLine(input));
    }
    if (prompt) {
      return seal.apply(prompted());
    }
    String named = reference;
    return named == null
        ? CredentialReference.PGPASS
        : Usage.checked("", () -> new CredentialReference(named));
  }

  /// From a pipe: an argument would be visible in the list of processes and the shell's history.
  private static String firstLine(InputStream in) {
    try {
      // Not closed: it is the stream of the process.
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return given(reader.readLine());
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.USAGE, "standard input could not be read", e);
    }
  }

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
