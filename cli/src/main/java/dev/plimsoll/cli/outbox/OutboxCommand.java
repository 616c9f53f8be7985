package dev.plimsoll.cli.outbox;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.OutboxApi;
import dev.plimsoll.cli.service.ServiceOption;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.message.SetAsideMessage;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `plimsoll outbox`.
@Command(
    name = "outbox",
    description =
        "Show messages of planner and sync that Kafka does not take as they are, try them again or"
            + " drop them. Exit 7 where there are any.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll outbox",
      "  ./plimsoll outbox --service planner --retry 7"
    })
public final class OutboxCommand implements Callable<Integer> {
  /// What is to be done, instead of showing them.
  private static final class Decision {
    @Option(
        names = "--retry",
        paramLabel = "ID",
        description =
            "Send it once more, before whatever waits: once the limits of topic and producer are"
                + " raised.")
    private @Nullable Long retry;

    @Option(
        names = "--drop",
        paramLabel = "ID",
        description = "Forget it: nobody ever gets it. There is no way back.")
    private @Nullable Long drop;
  }

  private final Terminal terminal;
  private final Map<String, String> environment;
  @Mixin private final ServiceOption services = new ServiceOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description =
          "planner or sync: whose; both by default. --retry and --drop need it, as each has numbers"
              + " of its own.")
  private @Nullable Sender service;

  @ArgGroup private @Nullable Decision decision;

  public OutboxCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  /// What is set aside, and by whom.
  record Waiting(Sender service, @JsonUnwrapped SetAsideMessage message) {}

  /// What was done.
  record Answer(String done, Sender service, long id) {}

  @Override
  public Integer call() {
    try (HttpClient http = ApiClient.http()) {
      Decision asked = decision;
      return asked == null ? show(http) : decide(asked, http);
    }
  }

  private int show(HttpClient http) {
    List<Waiting> all = new ArrayList<>();
    for (Sender sender : service == null ? List.of(Sender.values()) : List.of(service)) {
      outbox(sender, http).setAside().forEach(message -> all.add(new Waiting(sender, message)));
    }
    if (json.asked()) {
      terminal.json(all);
    } else if (all.isEmpty()) {
      terminal.data("Nothing is set aside.");
    } else {
      all.forEach(one -> terminal.data(Printable.line(line(one.service(), one.message()))));
    }
    if (all.isEmpty()) {
      next("status");
      return ExitCode.OK;
    }
    Waiting first = all.getFirst();
    next("outbox --service %s --retry %d".formatted(first.service(), first.message().id()));
    return ExitCode.FINDINGS;
  }

  private int decide(Decision asked, HttpClient http) {
    Sender sender = service;
    if (sender == null) {
      throw new PlimsollException(
          ErrorCode.USAGE, "--retry and --drop need --service planner or --service sync");
    }
    OutboxApi outbox = outbox(sender, http);
    if (asked.retry != null) {
      outbox.retry(asked.retry);
      return done("retried", sender, asked.retry);
    }
    if (asked.drop != null) {
      outbox.drop(asked.drop);
      return done("dropped", sender, asked.drop);
    }
    throw new IllegalStateException("nothing is decided");
  }

  private int done(String what, Sender sender, long id) {
    if (json.asked()) {
      terminal.json(new Answer(what, sender, id));
    } else {
      terminal.data("%d of %s is %s".formatted(id, sender, what));
    }
    next("outbox");
    return ExitCode.OK;
  }

  private OutboxApi outbox(Sender sender, HttpClient http) {
    return new OutboxApi(services.connect(sender.service(), http, environment));
  }

  private void next(String command) {
    terminal.next("./plimsoll " + command + services.suffix());
  }

  private static String line(Sender sender, SetAsideMessage one) {
    return "%s  %d  %s  %s  %s  %s, key %s, event %s: %s"
        .formatted(
            sender,
            one.id(),
            one.setAsideAt(),
            one.topic(),
            Amounts.bytes(one.bytes()),
            one.type(),
            one.key(),
            one.eventId(),
            one.reason());
  }
}
