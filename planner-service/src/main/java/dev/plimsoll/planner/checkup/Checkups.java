package dev.plimsoll.planner.checkup;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.StandbyCheck;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.ServerFacts;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Checkups of registered databases. They only read.
@ApplicationScoped
public class Checkups {
  private static final String APPLICATION = "plimsoll-planner-checkup";

  private final Databases databases;
  private final PostgresConnections connector;
  private final AdmissionGate gate;

  public Checkups(Databases databases, PostgresConnections connector, AdmissionGate gate) {
    this.databases = databases;
    this.connector = connector.forLooks();
    this.gate = gate;
  }

  private record Registered(
      DatabaseEntity database, Capacity capacity, AdmissionGate.Question question) {}

  /// @throws PlimsollException NOT_FOUND; any fault of the database is a finding
  public DatabaseCheckup of(String name) {
    Registered registered =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  DatabaseEntity database = databases.named(name);
                  return new Registered(
                      database, databases.loadLine(name).capacity(), databases.question(database));
                });
    List<KeyRule> rules = registered.database().rules();
    try (Connection connection = connector.open(registered.database().address(), APPLICATION)) {
      ServerFacts server = CatalogReader.readServer(connection);
      ServerState state =
          ServerState.read(
              connection,
              registered.database().address(),
              server,
              tables(connection, rules),
              sharesBackends(connection, registered.database().address()));
      return new DatabaseCheckup(
          name,
          server.version(),
          CheckupFindings.of(
              state,
              registered.capacity(),
              !rules.isEmpty(),
              standbys(connection, registered),
              gate.ask(registered.question()).verdicts()));
    } catch (PlimsollException e) {
      return new DatabaseCheckup(
          name, "", CheckupFindings.ofAway(String.valueOf(e.getMessage()), e.code().fix()));
    } catch (SQLException e) {
      return new DatabaseCheckup(
          name,
          "",
          CheckupFindings.ofAway("the connection broke: " + e.getMessage(), "Try again."));
    }
  }

  private CheckupFindings.Standbys standbys(Connection primary, Registered registered) {
    DatabaseAddress address = registered.database().address();
    PostgresConnections there = connector.pinned().answeringWithin(Standby.SILENCE);
    List<Standby> named =
        registered.database().standbys().stream()
            .map(one -> new Standby(one.toString(), () -> there.open(address, one, APPLICATION)))
            .toList();
    List<String> ignored = registered.capacity().limits().replicaLag().ignored();
    try {
      return new CheckupFindings.Standbys(
          named.size(), StandbyCheck.problems(primary, named, ignored));
    } catch (SQLException e) {
      return new CheckupFindings.Standbys(named.size(), List.of(SqlStates.firstLine(e)));
    }
  }

  /// A pooler in transaction mode gives two idle sessions the same backend. Their settings and
  /// advisory locks would then mix.
  private boolean sharesBackends(Connection one, DatabaseAddress address) throws SQLException {
    try (Connection other = connector.open(address, APPLICATION)) {
      int first = backend(one);
      return first == backend(other) || first != backend(one);
    }
  }

  private static int backend(Connection connection) throws SQLException {
    return Sql.of(connection, "SELECT pg_backend_pid()").one(row -> row.getInt(1));
  }

  private static List<QualifiedName> tables(Connection connection, List<KeyRule> rules)
      throws SQLException {
    List<RulePattern> patterns =
        rules.stream().map(rule -> new RulePattern(rule.tables())).toList();
    return CatalogReader.tableNames(connection).stream()
        .filter(table -> patterns.stream().anyMatch(pattern -> pattern.matches(table)))
        .toList();
  }
}
