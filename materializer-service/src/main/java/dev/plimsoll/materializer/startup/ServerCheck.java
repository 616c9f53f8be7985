package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.log.LogServer;
import dev.plimsoll.contracts.log.LogServer.Finding;
import dev.plimsoll.contracts.log.LogServer.Severity;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;

/// Check of the server at startup, and on demand.
@Singleton
public final class ServerCheck {
  private static final Logger LOG = Logger.getLogger(ServerCheck.class);

  private final AgroalDataSource dataSource;
  private final StartupConfig config;

  public ServerCheck(AgroalDataSource dataSource, StartupConfig config) {
    this.dataSource = dataSource;
    this.config = config;
  }

  /// Logs findings.
  ///
  /// @throws PlimsollException UNSAFE_SERVER, with the reason
  void require() throws SQLException {
    List<Finding> findings = findings(facts());
    findings.forEach(ServerCheck::log);
    refuse(findings, config);
  }

  LogServer look() throws SQLException {
    LogServerFacts facts = facts();
    return new LogServer(facts.version().toString(), findings(facts));
  }

  private LogServerFacts facts() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return LogServerFacts.of(connection);
    }
  }

  private List<Finding> findings(LogServerFacts facts) {
    return ServerSettings.findings(
        facts, dataSource.getConfiguration().connectionPoolConfiguration().maxSize());
  }

  private static void log(Finding finding) {
    LOG.log(
        finding.severity() == Severity.ADVICE ? Logger.Level.INFO : Logger.Level.WARN,
        "event=server.setting severity=%s setting=%s value=%s: %s. %s"
            .formatted(
                finding.rawSeverity(),
                finding.setting(),
                finding.value(),
                finding.why(),
                finding.fix()));
  }

  static void refuse(List<Finding> findings, StartupConfig config) {
    for (Finding finding : findings) {
      boolean allowed =
          switch (finding.setting()) {
            case "fsync" -> config.allowFsyncOff();
            case "synchronous_commit" -> config.allowAsynchronousCommit();
            default -> true;
          };
      if (!allowed) {
        throw new PlimsollException(
            ErrorCode.UNSAFE_SERVER,
            "%s is %s: %s. %s"
                .formatted(finding.setting(), finding.value(), finding.why(), finding.fix()));
      }
    }
  }
}
