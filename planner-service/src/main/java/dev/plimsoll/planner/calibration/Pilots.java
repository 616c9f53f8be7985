package dev.plimsoll.planner.calibration;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.discovery.Discovery;
import dev.plimsoll.planning.discovery.Finding;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/// Pilots: measured row costs before the first build, one sample index for each kind of key in the
/// rules.
@ApplicationScoped
public class Pilots {
  private static final Logger LOG = Logger.getLogger(Pilots.class);
  private static final String APPLICATION = "plimsoll-planner-pilot";
  // Fewer rows measure the clock instead of the cost.
  private static final long FEWEST_ROWS = 10_000;

  private final Databases databases;
  private final Builds builds;
  private final Calibrations calibrations;
  private final PostgresConnections connector;
  private final PlannerConfig config;

  public Pilots(
      Databases databases,
      Builds builds,
      Calibrations calibrations,
      PostgresConnections connector,
      PlannerConfig config) {
    this.databases = databases;
    this.builds = builds;
    this.calibrations = calibrations;
    this.connector = connector.forLooks();
    this.config = config;
  }

  /// @throws PlimsollException NOT_FOUND
  public CalibrationView calibration(String name) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              databases.named(name);
              return calibrations.view(name, config.machineFactor());
            });
  }

  /// @throws PlimsollException NOT_FOUND; CONFLICT where builds run or no table is large enough; or
  ///     why the database could not be used
  public CalibrationView run(String name) {
    DatabaseEntity database =
        QuarkusTransaction.requiringNew().call(() -> idle(databases.named(name)));
    List<BuildObservation> seen = new ArrayList<>();
    try (Connection connection = connector.open(database.address(), APPLICATION);
        Connection watching = connector.open(database.address(), APPLICATION)) {
      DatabaseFacts facts = CatalogReader.read(connection, CatalogScope.ALL);
      Pilot pilot = new Pilot(connection, watching, config.machineFactor());
      for (Pilot.Subject subject : subjects(facts, database.rules())) {
        seen.add(pilot.measure(subject));
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e), "the pilot could not be run: " + e.getMessage(), e);
    }
    if (seen.isEmpty()) {
      throw PlimsollException.conflict(
          "nothing to measure: no rule names a table with " + FEWEST_ROWS + " rows or more");
    }
    QuarkusTransaction.requiringNew()
        .run(() -> seen.forEach(one -> calibrations.remember(name, null, one)));
    LOG.infof("pilot on %s measured %d kinds of keys", name, seen.size());
    return calibration(name);
  }

  private DatabaseEntity idle(DatabaseEntity database) {
    long running =
        builds.pending(database.name()).stream()
            .filter(build -> build.current().state() != BuildView.State.PLANNED)
            .count();
    if (running > 0) {
      throw PlimsollException.conflict(
          running + " builds are running there and would be measured too");
    }
    return database;
  }

  private static List<Pilot.Subject> subjects(DatabaseFacts facts, List<KeyRule> rules) {
    Map<KeyKind, Pilot.Subject> largest = new EnumMap<>(KeyKind.class);
    Discovery discovery = new Discovery(facts, Map.of(), Map.of());
    for (Finding finding : discovery.discover(rules, Map.of()).findings()) {
      TableFacts table = facts.tables().get(finding.table());
      boolean plain =
          finding.definition().expressions().isEmpty()
              && finding.definition().method().equals(IndexDefinition.BTREE);
      if (table == null || !plain || table.rows() < FEWEST_ROWS) {
        continue;
      }
      List<ColumnFacts> key =
          finding.definition().columns().stream()
              .map(column -> facts.column(finding.table(), column))
              .filter(Objects::nonNull)
              .toList();
      if (key.size() == finding.definition().columns().size()) {
        largest.merge(
            KeyKind.of(key),
            new Pilot.Subject(table, key),
            (a, b) -> a.table().rows() >= b.table().rows() ? a : b);
      }
    }
    return largest.values().stream()
        .sorted(Comparator.comparing(subject -> subject.table().name()))
        .toList();
  }
}
