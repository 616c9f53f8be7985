package dev.plimsoll.cli.planner;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.DataOption;
import dev.plimsoll.cli.local.RunningServices;
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
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;

/// Which planner: the one of the system on this machine, or the one that `PLIMSOLL_PLANNER_URL`
/// names with the token in the file that `PLIMSOLL_TOKEN` names. A token is sent only to where it
/// belongs, and never unencrypted to another machine.
public final class PlannerOption {
  static final String URL = "PLIMSOLL_PLANNER_URL";
  static final String TOKEN_FILE = "PLIMSOLL_TOKEN";
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  @Mixin private final DataOption data = new DataOption();

  /// @throws PlimsollException NOT_RUNNING without a planner; USAGE or CREDENTIAL_MISSING where the
  ///     environment names one that cannot be used
  public PlannerApi connect(HttpClient http, Map<String, String> environment) {
    String url = environment.getOrDefault(URL, "");
    if (!url.isEmpty()) {
      return api(http, address(url), token(environment.getOrDefault(TOKEN_FILE, "")));
    }
    DataHome home = data.home();
    URI address = RunningServices.address(home, ServiceName.PLANNER);
    return api(http, address, home.token());
  }

  private static PlannerApi api(HttpClient http, URI address, String token) {
    return new PlannerApi(new ApiClient(http, "planner", address, token));
  }

  private static URI address(String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException e) {
      throw notAnAddress("is no URL");
    }
    String scheme = String.valueOf(address.getScheme());
    if (address.getHost() == null || !Set.of("http", "https").contains(scheme)) {
      throw notAnAddress("is no URL of the form https://HOST:PORT");
    }
    if (address.getUserInfo() != null) {
      throw notAnAddress("must hold no login; the token comes from " + TOKEN_FILE);
    }
    if (scheme.equals("http") && !THIS_MACHINE.contains(address.getHost())) {
      throw notAnAddress("would send the token unencrypted; use https");
    }
    return address;
  }

  private static PlimsollException notAnAddress(String why) {
    return new PlimsollException(ErrorCode.USAGE, URL + " " + why);
  }

  // Its value is never shown: somebody may have put the token itself there.
  private static String token(String file) {
    if (file.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.CREDENTIAL_MISSING,
          "with " + URL + ", " + TOKEN_FILE + " must name the file that holds the token");
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new PlimsollException(
          ErrorCode.CREDENTIAL_MISSING,
          TOKEN_FILE + " names a file that cannot be read; it must be the file's path");
    }
  }

  /// The key that passwords for this planner are sealed with: `PLIMSOLL_KEY_FILE`, else the one of
  /// the system on this machine. Another installation's services could not read what our own key
  /// sealed.
  ///
  /// @throws PlimsollException CREDENTIAL_UNREADABLE without a usable key
  SealedPassword key(Map<String, String> environment) {
    boolean named = !environment.getOrDefault(SealedPassword.KEY_FILE, "").isEmpty();
    boolean elsewhere = !environment.getOrDefault(URL, "").isEmpty();
    return named || elsewhere
        ? SealedPassword.ofInstallation(environment)
        : SealedPassword.ofFile(data.home().keyFile());
  }

  /// To be put behind a command that is suggested.
  public String suffix() {
    return data.suffix();
  }
}
