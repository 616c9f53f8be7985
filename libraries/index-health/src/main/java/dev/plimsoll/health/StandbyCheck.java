package dev.plimsoll.health;

import dev.plimsoll.health.facts.AttachedStandbys;
import dev.plimsoll.health.facts.HealthSession;
import dev.plimsoll.health.facts.ServerHealth;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Look at the standbys of a server, as a [HealthCheck] of it would ask them.
public final class StandbyCheck {
  private static final Duration TOTAL = Duration.ofSeconds(10);
  private static final Duration STATEMENT = Duration.ofSeconds(5);
  private static final Duration LOCK = Duration.ofSeconds(1);

  private StandbyCheck() {}

  /// What keeps a check from calling an index unused, in sentences; none where all standbys
  /// answer. It takes some ten seconds at most, and a connection attempt.
  ///
  /// @param connection of the primary, in auto-commit mode
  /// @param ignored as of [HealthOptions]
  public static List<String> problems(
      Connection connection, List<Standby> standbys, Collection<String> ignored)
      throws SQLException {
    HealthSession session = HealthSession.begin(connection, TOTAL, STATEMENT, LOCK);
    ServerHealth primary;
    AttachedStandbys attached;
    try {
      primary = ServerHealth.read(session);
      attached = AttachedStandbys.read(session);
    } finally {
      session.end();
    }
    HealthOptions options = HealthOptions.DEFAULT.ignoring(ignored);
    StandbyAnswers answers =
        StandbyAnswers.of(standbys, primary, attached, new long[0], options, session::timeIsUp);
    List<String> problems = new ArrayList<>();
    answers.scans().stream()
        .filter(scans -> !scans.problem().isEmpty())
        .forEach(scans -> problems.add(scans.standby() + ": " + scans.problem()));
    String unnamed = answers.unnamed(options.ignored());
    if (!unnamed.isEmpty()) {
      problems.add(unnamed);
    }
    return problems;
  }
}
