package dev.plimsoll.cli.service;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.terminal.TerminalCommand;
import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.net.http.HttpClient;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/// Base of commands that call a service's API by a client `A`.
public abstract class ApiCommand<A> extends TerminalCommand {
  private final ServiceName name;
  private final Function<ApiClient, A> api;
  @Mixin private final ServiceOption service = new ServiceOption();

  protected ApiCommand(ServiceName name, Function<ApiClient, A> api) {
    this.name = name;
    this.api = api;
  }

  @Override
  public final Integer call() {
    try (HttpClient http = ApiClient.http()) {
      return run(api.apply(service.connect(name, http, environment())));
    }
  }

  protected abstract int run(A service);

  /// Calls another service as well.
  protected final <T> T beside(ServiceName other, Function<ApiClient, T> action) {
    try (HttpClient http = ApiClient.http()) {
      return action.apply(service.connect(other, http, environment()));
    }
  }

  /// Credential with a password, sealed by the installation's key.
  protected final CredentialReference seal(String password, DatabaseAddress address) {
    return service.key(name, environment()).seal(password, address);
  }

  @Override
  protected final String suffix() {
    return service.suffix();
  }
}
