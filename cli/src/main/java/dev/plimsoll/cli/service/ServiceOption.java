package dev.plimsoll.cli.service;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.DataOption;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SealedPassword;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;

/// Address of a service: the system on this machine, or `PLIMSOLL_PLANNER_URL`,
/// `PLIMSOLL_SYNC_URL`, `PLIMSOLL_MATERIALIZER_URL` or `PLIMSOLL_QUERY_URL` with the token file
/// `PLIMSOLL_TOKEN`. A token goes only to its
/// own service, and never unencrypted to another machine.
public final class ServiceOption {
  static final String TOKEN_FILE = "PLIMSOLL_TOKEN";
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  @Mixin private final DataOption data = new DataOption();

  /// @throws PlimsollException NOT_RUNNING; USAGE or CREDENTIAL_MISSING for an unusable environment
  public ApiClient connect(ServiceName service, HttpClient http, Map<String, String> environment) {
    String variable = variable(service);
    String url = environment.getOrDefault(variable, "");
    if (!url.isEmpty()) {
      return new ApiClient(
          http,
          service.value(),
          address(variable, url),
          token(variable, environment.getOrDefault(TOKEN_FILE, "")));
    }
    DataHome home = data.home();
    // Fails before a token is created for a service that does not run.
    home.address(service);
    return new ApiClient(http, service.value(), () -> home.address(service), home::token);
  }

  /// For example `PLIMSOLL_SYNC_URL`.
  static String variable(ServiceName service) {
    return "PLIMSOLL_" + service.value().toUpperCase(Locale.ROOT) + "_URL";
  }

  private static URI address(String variable, String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException e) {
      throw notAnAddress(variable, "is no URL");
    }
    String scheme = String.valueOf(address.getScheme());
    if (address.getHost() == null || !Set.of("http", "https").contains(scheme)) {
      throw notAnAddress(variable, "is no URL of the form https://HOST:PORT");
    }
    if (address.getUserInfo() != null) {
      throw notAnAddress(variable, "must hold no login; the token comes from " + TOKEN_FILE);
    }
    if (scheme.equals("http") && !THIS_MACHINE.contains(address.getHost())) {
      throw notAnAddress(variable, "would send the token unencrypted; use https");
    }
    return address;
  }

  private static PlimsollException notAnAddress(String variable, String why) {
    return PlimsollException.usage(variable + " " + why);
  }

  // The variable's value is never shown: it may be the token by mistake.
  private static String token(String variable, String file) {
    if (file.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.CREDENTIAL_MISSING,
          "with " + variable + ", " + TOKEN_FILE + " must name the file that holds the token");
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new PlimsollException(
          ErrorCode.CREDENTIAL_MISSING,
          TOKEN_FILE + " names a file that cannot be read; it must be the file's path");
    }
  }

  /// Key that seals passwords for this service: `PLIMSOLL_KEY_FILE`, else that of the system on
  /// this machine. Services of another installation cannot read passwords sealed by our own key.
  ///
  /// @throws PlimsollException CREDENTIAL_UNREADABLE without a usable key
  SealedPassword key(ServiceName service, Map<String, String> environment) {
    boolean named = !environment.getOrDefault(SealedPassword.KEY_FILE, "").isEmpty();
    boolean elsewhere = !environment.getOrDefault(variable(service), "").isEmpty();
    return named || elsewhere
        ? SealedPassword.ofInstallation(environment)
        : SealedPassword.ofFile(data.home().keyFile());
  }

  public String suffix() {
    return data.suffix();
  }
}
