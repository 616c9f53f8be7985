package dev.plimsoll.cli.outbox;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.message.SetAsideMessage;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plimsoll outbox list`.
@Command(
    name = "list",
    description =
        "List messages of planner and sync that Kafka does not take as they are. Exit 7 where there"
            + " are any.",
    footer = {"", "Example:", "  ./plimsoll outbox list --service planner"})
final class ListOutboxCommand extends OutboxCommand {
  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "planner or sync: whose; both by default.")
  private @Nullable Sender service;

  /// What is set aside, and by which service.
  record Waiting(Sender service, @JsonUnwrapped SetAsideMessage message) {}

  @Override
  int run(HttpClient http) {
    List<Waiting> all = new ArrayList<>();
    for (Sender sender : service == null ? List.of(Sender.values()) : List.of(service)) {
      outbox(sender, http).setAside().forEach(message -> all.add(new Waiting(sender, message)));
    }
    if (json()) {
      terminal().json(all);
    } else if (all.isEmpty()) {
      terminal().data("Nothing is set aside.");
    } else {
      all.forEach(one -> terminal().data(Printable.line(line(one.service(), one.message()))));
    }
    if (all.isEmpty()) {
      next("status");
      return ExitCode.OK;
    }
    Waiting first = all.getFirst();
    next("outbox retry %d --service %s".formatted(first.message().id(), first.service()));
    return ExitCode.FINDINGS;
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
