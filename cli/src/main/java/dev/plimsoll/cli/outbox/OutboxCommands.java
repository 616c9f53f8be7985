package dev.plimsoll.cli.outbox;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.OutboxApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.service.ServiceOption;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.terminal.TerminalCommand;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.message.SetAsideMessage;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "outbox",
    synopsisSubcommandLabel = "COMMAND",
    description = "Messages of planner and sync that Kafka does not take as they are.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll outbox list",
      "  ./plimsoll outbox retry 7 --service planner"
    },
    subcommands = {
      OutboxCommands.ListOutboxCommand.class,
      OutboxCommands.RetryMessageCommand.class,
      OutboxCommands.RemoveMessageCommand.class
    })
public final class OutboxCommands {

  abstract static class OutboxCommand extends TerminalCommand {
    @Mixin private final ServiceOption services = new ServiceOption();

    abstract int run(HttpClient http);

    @Override
    public final Integer call() {
      try (HttpClient http = ApiClient.http()) {
        return run(http);
      }
    }

    final OutboxApi outbox(Sender sender, HttpClient http) {
      return new OutboxApi(services.connect(sender.service(), http, environment()));
    }

    @Override
    protected final String suffix() {
      return services.suffix();
    }
  }

  @Command(
      name = "list",
      description =
          "List messages of planner and sync that Kafka does not take as they are. Exit 7 where"
              + " there are any.",
      footer = {"", "Example:", "  ./plimsoll outbox list --service planner"})
  static final class ListOutboxCommand extends OutboxCommand {
    @Option(
        names = "--service",
        paramLabel = "SERVICE",
        description = "planner or sync: whose; both by default.")
    private @Nullable Sender service;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Those for this topic alone.")
    private @Nullable String topic;

    record Waiting(Sender service, @JsonUnwrapped SetAsideMessage message) {}

    @Override
    int run(HttpClient http) {
      List<Waiting> all = new ArrayList<>();
      for (Sender sender : service == null ? List.of(Sender.values()) : List.of(service)) {
        outbox(sender, http)
            .setAside(topic)
            .forEach(message -> all.add(new Waiting(sender, message)));
      }
      return findings(
          all,
          "Nothing is set aside.",
          ListOutboxCommand::line,
          "status",
          first -> "outbox retry %d --service %s".formatted(first.message().id(), first.service()));
    }

    private static String line(Waiting waiting) {
      SetAsideMessage one = waiting.message();
      return "%s  %d  %s  %s  %s  %s, key %s, event %s: %s"
          .formatted(
              waiting.service(),
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

  abstract static class DecidingCommand extends OutboxCommand {
    @Parameters(paramLabel = "ID", description = "As outbox list shows it.")
    private long id;

    @Option(
        names = "--service",
        paramLabel = "SERVICE",
        required = true,
        description = "planner or sync: whose; each has numbers of its own.")
    private Sender service = Sender.PLANNER;

    record Answer(String done, Sender service, long id) {}

    /// @return a participle, for example `retried`
    abstract String decide(OutboxApi outbox, long id);

    @Override
    final int run(HttpClient http) {
      String done = decide(outbox(service, http), id);
      return answer(
          new Answer(done, service, id),
          "%d of %s is %s".formatted(id, service, done),
          "outbox list");
    }
  }

  @Command(
      name = "retry",
      description =
          "Send it once more, before all that waits: once the limits of topic and producer are"
              + " raised.",
      footer = {"", "Example:", "  ./plimsoll outbox retry 7 --service planner"})
  static final class RetryMessageCommand extends DecidingCommand {

    @Override
    String decide(OutboxApi outbox, long id) {
      outbox.retry(id);
      return "retried";
    }
  }

  @Command(
      name = "remove",
      description = "Forget it: it is never sent. There is no way back.",
      footer = {"", "Example:", "  ./plimsoll outbox remove 7 --service planner"})
  static final class RemoveMessageCommand extends DecidingCommand {
    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    String decide(OutboxApi outbox, long id) {
      confirmation.require(
          terminal(), "%d is never sent, and there is no way back".formatted(id), "" + id);
      outbox.drop(id);
      return "removed";
    }
  }

  enum Sender {
    PLANNER,
    SYNC;

    ServiceName service() {
      return ServiceName.valueOf(name());
    }

    @Override
    @JsonValue
    public String toString() {
      return service().value();
    }
  }
}
