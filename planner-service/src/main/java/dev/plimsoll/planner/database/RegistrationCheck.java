package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.DataVolume;
import dev.plimsoll.planner.loadline.Presets;
import dev.plimsoll.planner.server.DetectedServer;
import dev.plimsoll.planner.server.ServerIdentity;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.connection.PostgresConnections;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Check of a registration before it is stored. It holds no transaction.
@ApplicationScoped
public class RegistrationCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  private final PostgresConnections connector;
  private final ServerIdentity identity;

  public RegistrationCheck(PostgresConnections connector, ServerIdentity identity) {
    this.connector = connector.forLooks();
    this.identity = identity;
  }

  /// Checks a registration: its rules, and that its database answers. Databases of other kinds are
  /// not asked here: the sync service has their connectors.
  ///
  /// @return facts of its server; null where it is not for builds
  /// @throws PlimsollException INVALID_REQUEST, or why the connection failed
  public @Nullable DetectedServer of(String name, DatabaseRegistration registration) {
    if (!NAME.matcher(name).matches()) {
      throw PlimsollException.invalidRequest("a name is 1 to 63 letters, digits, - or _");
    }
    if (!name.equals(registration.name())) {
      throw PlimsollException.invalidRequest("the name in the body is not the one in the address");
    }
    if (registration.address() == null) {
      throw PlimsollException.invalidRequest("an address must be given");
    }
    BuildSettings builds = registration.builds();
    checkUses(registration);
    for (KeyRule rule : builds.rules()) {
      if (rule.tables() == null || rule.definition() == null) {
        throw PlimsollException.invalidRequest("each rule must have tables and a definition");
      }
    }
    try {
      builds.rules().stream().map(KeyRule::tables).forEach(RulePattern::check);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
    }
    if (builds.strategy() != null) {
      strategy(builds.strategy());
    }
    if (builds.capacity() == null && builds.preset() != null) {
      Presets.named(builds.preset());
    }
    if (registration.kind() != DatabaseKind.POSTGRES) {
      return null;
    }
    try (Connection connection = connector.open(registration.address(), "plimsoll-planner")) {
      if (!registration.isForBuilds()) {
        return null;
      }
      return new DetectedServer(
          CatalogReader.readServer(connection),
          DataVolume.read(connection, registration.address()).index(),
          identity.identifier(connection));
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  private static void checkUses(DatabaseRegistration registration) {
    for (DatabaseUse use : registration.uses()) {
      if (!use.isPossible(registration.kind())) {
        throw PlimsollException.invalidRequest(
            "a %s can serve as %s, and not as %s"
                .formatted(registration.kind().title(), DatabaseUse.of(registration.kind()), use));
      }
    }
    if (!registration.standbys().isEmpty() && registration.kind() != DatabaseKind.POSTGRES) {
      throw PlimsollException.invalidRequest("standbys are of a PostgreSQL");
    }
    BuildSettings builds = registration.builds();
    boolean building = builds.onLoad() || builds.hasLoadLine() || !builds.rules().isEmpty();
    if (building && !registration.isForBuilds()) {
      throw PlimsollException.invalidRequest(
          "a load line, rules and builds.onLoad are of a database with BUILD among its uses");
    }
  }

  /// @throws PlimsollException INVALID_REQUEST, with the known names
  public static SchedulingStrategy strategy(String name) {
    return Strategies.named(name)
        .orElseThrow(
            () ->
                PlimsollException.invalidRequest(
                    "there is no strategy "
                        + name
                        + "; there are "
                        + Strategies.names()
                        + ", and "
                        + Strategies.settings()));
  }
}
