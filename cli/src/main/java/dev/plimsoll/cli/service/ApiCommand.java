package dev.plimsoll.cli.service;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/// A command that asks a service.
///
/// @param <A> what may be asked of it
public abstract class ApiCommand<A> implements Callable<Integer> {
  protected final Terminal terminal;
  private final Map<String, String> environment;
  private final ServiceName name;
  @Mixin private final ServiceOption service = new ServiceOption();
  @Mixin private final JsonOption json = new JsonOption();

  protected ApiCommand(Terminal terminal, Map<String, String> environment, ServiceName name) {
    this.terminal = terminal;
    this.environment = environment;
    this.name = name;
  }

  @Override
  public final Integer call() {
    try (HttpClient http = ApiClient.http()) {
      return run(api(service.connect(name, http, environment)));
    }
  }

  protected abstract A api(ApiClient client);

  /// @return the exit code
  protected abstract int run(A service);

  /// For a command that has something to say to another service as well.
  protected final <T> T beside(ServiceName other, Function<ApiClient, T> action) {
    try (HttpClient http = ApiClient.http()) {
      return action.apply(service.connect(other, http, environment));
    }
  }

  protected final boolean json() {
    return json.asked();
  }

  protected final Map<String, String> environment() {
    return environment;
  }

  /// A reference that holds the password of an address, unreadable without the installation's key.
  protected final CredentialReference seal(String password, DatabaseAddress address) {
    return service.key(name, environment).seal(password, address);
  }

  /// Suggests a command, without `./plimsoll`, for the same system.
  protected final void next(String command) {
    terminal.next(plimsoll(command));
  }

  /// A command as it is typed, for the same system.
  protected final String plimsoll(String command) {
    return "./plimsoll " + command + service.suffix();
  }
}
