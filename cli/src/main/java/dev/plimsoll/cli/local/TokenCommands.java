package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.trust.TlsOnDemand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
    name = "token",
    synopsisSubcommandLabel = "COMMAND",
    description = "The API's token of the system on this machine: replace it by another.",
    footer = {"", "Example:", "  ./plimsoll token rotate"},
    subcommands = TokenCommands.RotateTokenCommand.class)
public final class TokenCommands {

  @Command(
      name = "rotate",
      description = "Replace the API's token by a new one, while the services run.",
      footer = {
        "",
        "For a second both are good, so that no request is lost; then the old one is refused.",
        "Open consoles ask for the new one: open the address that ./plimsoll status prints.",
        "",
        "Example:",
        "  ./plimsoll token rotate"
      })
  static final class RotateTokenCommand extends LocalCommand {
    private static final Duration BOTH_ARE_GOOD = Duration.ofSeconds(1);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// @param services that run and accept only the new token
    record Answer(String tokenFile, List<String> services) {}

    @Override
    public Integer call() throws InterruptedException {
      DataHome home = home();
      if (!Files.exists(home.tokenFile())) {
        throw PlimsollException.notFound("there is no token in " + home.path());
      }
      home.prepare();
      List<String> services;
      try (DataHome.Lock _ = home.lock()) {
        services = rotate(home);
      }
      if (json()) {
        terminal().json(new Answer(home.tokenFile().toString(), services));
      } else {
        terminal().data("token      " + home.tokenFile());
        SystemState.read(home)
            .map(SystemState::console)
            .filter(console -> !console.isEmpty())
            .ifPresent(
                console -> terminal().data("console    " + console + "#token=" + home.token()));
      }
      return ExitCode.OK;
    }

    private static List<String> rotate(DataHome home) throws InterruptedException {
      String old = home.token();
      String fresh = DataHome.newToken();
      List<SystemState.Part> services =
          SystemState.read(home).map(SystemState::parts).orElse(List.of()).stream()
              .filter(part -> !part.isStack() && part.process().isAlive())
              .toList();
      home.acceptOnly(fresh, old);
      Optional<String> deaf = unlessAll(services, fresh, true);
      if (deaf.isPresent()) {
        home.acceptOnly(old);
        throw new PlimsollException(
            ErrorCode.TOKEN_NOT_TAKEN, deaf.get() + " does not take another token");
      }
      home.changeToken(fresh);
      Thread.sleep(BOTH_ARE_GOOD); // for commands that read the file before
      home.acceptOnly(fresh);
      Optional<String> lax = unlessAll(services, old, false);
      if (lax.isPresent()) {
        throw new PlimsollException(
            ErrorCode.TOKEN_STILL_TAKEN, lax.get() + " still takes the old token");
      }
      return services.stream().map(SystemState.Part::name).toList();
    }

    /// Waits until every service accepts, or refuses, a token; returns one that does not in time.
    private static Optional<String> unlessAll(
        List<SystemState.Part> services, String token, boolean taken) throws InterruptedException {
      try (HttpClient http = TlsOnDemand.newClient().connectTimeout(TAKEN_WITHIN).build()) {
        long until = System.nanoTime() + TAKEN_WITHIN.toNanos();
        for (SystemState.Part service : services) {
          while (service.process().isAlive() && takes(http, service, token) != taken) {
            if (System.nanoTime() > until) {
              return Optional.of(service.name());
            }
            Thread.sleep(LOOK_EVERY);
          }
        }
      }
      return Optional.empty();
    }

    /// By the status alone, whatever is at the path.
    private static boolean takes(HttpClient http, SystemState.Part service, String token)
        throws InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1/token"))
              .timeout(TAKEN_WITHIN)
              .header("Authorization", "Bearer " + token)
              .build();
      try {
        return http.send(request, BodyHandlers.discarding()).statusCode() != 401;
      } catch (IOException e) {
        return false; // it is being started
      }
    }
  }
}
