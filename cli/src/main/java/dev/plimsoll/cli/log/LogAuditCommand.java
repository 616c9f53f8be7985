package dev.plimsoll.cli.log;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.log.LogAudit;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `plimsoll log audit`.
@Command(
    name = "audit",
    description = {
      "Read the log again and tell what is wrong: offsets that are missing or given twice, batches",
      "whose objects are unknown, counters that disagree. Changes nothing. Exit 7 with findings."
    })
final class LogAuditCommand extends MaterializerCommand {
  @Option(
      names = "--topic",
      paramLabel = "PREFIX",
      description = "Only log topics whose names begin so.")
  private String topic = "";

  @Option(
      names = "--full",
      description = {
        "Read everything that is there, in one snapshot. Without it, what the audits in the",
        "background have not read yet."
      })
  private boolean full;

  LogAuditCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(MaterializerApi materializer) {
    LogAudit audit = materializer.audit(topic, full);
    if (json()) {
      terminal.json(audit);
    } else {
      AuditText.lines(audit).forEach(terminal::data);
    }
    String suffix = topic.isEmpty() ? "" : " --topic " + topic;
    if (!audit.full()) {
      next("log audit --full" + suffix);
    } else if (audit.clean()) {
      next("status");
    } else {
      next("logs materializer");
    }
    return audit.clean() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
