package dev.plimsoll.cli.planner;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.plan.ControlRequest;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/// A command that asks the planner.
public abstract class PlannerCommand implements Callable<Integer> {
  private static final int LONGEST_NAME = 100;

  protected final Terminal terminal;
  private final Map<String, String> environment;
  @Mixin private final PlannerOption planner = new PlannerOption();
  @Mixin private final JsonOption json = new JsonOption();

  protected PlannerCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public final Integer call() {
    try (HttpClient http = ApiClient.http()) {
      return run(planner.connect(http, environment));
    }
  }

  /// @return the exit code
  protected abstract int run(PlannerApi planner);

  protected final boolean json() {
    return json.asked();
  }

  protected final Map<String, String> environment() {
    return environment;
  }

  /// A reference that holds the password, unreadable without the installation's key.
  protected final String seal(String password) {
    return planner.key(environment).seal(password).value();
  }

  /// Suggests a command, without `./plimsoll`, for the same planner.
  protected final void next(String command) {
    terminal.next("./plimsoll " + command + planner.suffix());
  }

  /// Who is at it, for the planner's records.
  public static String me() {
    String name = System.getProperty("user.name", "");
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  protected static ControlRequest control(@Nullable String reason) {
    return new ControlRequest(me(), reason);
  }
}
