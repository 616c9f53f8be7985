package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceView.MaintenanceWarning;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Limits;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.maintenance.check.MaintenanceCheck;
import dev.plimsoll.maintenance.decision.MaintenanceProposals;
import dev.plimsoll.maintenance.decision.ProposedAction;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// A cycle of one database: look, decide, and put into the queue what the policy lets be done.
@ApplicationScoped
public class MaintenanceCycle {
  private static final String APPLICATION = "plimsoll-planner-maintenance";
  private static final Duration LOCK = Duration.ofMillis(200);
  private static final Duration STATEMENT = Duration.ofSeconds(15);
  private static final int SAMPLED_TABLES = 20;
  private static final int FINDINGS = 100;
  private static final int TABLES_AT_ONCE = 1_000;
  private static final int MOST_WARNINGS = 50;

  /// What must hold in the transaction that writes.
  @FunctionalInterface
  interface Fence {
    void require(Connection connection) throws SQLException;
  }

  private final Transactions transactions;
  private final Databases databases;
  private final PostgresConnections connector;
  private final MaintenanceConfig config;

  public MaintenanceCycle(
      DataSource dataSource,
      Databases databases,
      PostgresConnections connector,
      MaintenanceConfig config) {
    this.transactions = new Transactions(dataSource);
    this.databases = databases;
    this.connector = connector.answeringWithin(config.look());
    this.config = config;
  }

  /// A cycle by itself. What it finds is written only where the fence holds.
  void of(String database, Fence fence) throws SQLException {
    SettingsStore.Stored settings =
        transactions.statements(connection -> SettingsStore.read(connection, database));
    boolean sampled = settings.cycles() % config.sampledEvery() == 0;
    MaintenanceCheck check;
    try {
      check = look(database, settings, sampled);
    } catch (PlimsollException e) {
      transactions.run(
          connection -> {
            fence.require(connection);
            SettingsStore.failed(connection, database, String.valueOf(e.getMessage()));
            return true;
          });
      return;
    }
    transactions.run(
        connection -> {
          fence.require(connection);
          SettingsStore.locked(connection, database);
          write(connection, database, check, false, "");
          return true;
        });
  }

  /// A cycle that a person asks for, with samples.
  ///
  /// @param dryRun writes nothing
  /// @throws PlimsollException NOT_FOUND, INVALID_REQUEST where it is not for builds, or why it
  ///     cannot be looked at
  MaintenanceRunView byHand(String database, boolean dryRun, String by) throws SQLException {
    SettingsStore.Stored settings =
        transactions.statements(connection -> SettingsStore.read(connection, database));
    MaintenanceCheck check = look(database, settings, true);
    List<MaintenanceWarning> warnings = warnings(check.proposals());
    if (dryRun) {
      return new MaintenanceRunView(
          true,
          check.proposals().actions().stream().map(MaintenanceCycle::proposed).toList(),
          warnings);
    }
    List<MaintenanceActionView> open =
        transactions.run(
            connection -> {
              SettingsStore.locked(connection, database);
              write(connection, database, check, true, by);
              return ActionStore.open(connection, database);
            });
    return new MaintenanceRunView(false, open, warnings);
  }

  private MaintenanceCheck look(String database, SettingsStore.Stored settings, boolean sampled) {
    DatabaseAddress address =
        QuarkusTransaction.requiringNew().call(() -> databases.named(database).address());
    HealthOptions options =
        HealthOptions.DEFAULT
            .withThresholds(Thresholds.DEFAULT.withLeastBytes(config.leastSize().asLongValue()))
            .withLimits(
                new Limits(
                    config.look(), STATEMENT, LOCK, SAMPLED_TABLES, 0, FINDINGS, TABLES_AT_ONCE));
    try (Connection connection = connector.open(address, APPLICATION)) {
      return MaintenanceCheck.of(
          connection,
          new MaintenanceCheck.Request(
              options, SettingsPolicy.of(settings.settings()), sampled, SizeStore.MOST));
    } catch (SQLException e) {
      throw new PlimsollException(SqlStates.errorCode(e), SqlStates.firstLine(e), e);
    }
  }

  private void write(
      Connection connection, String database, MaintenanceCheck check, boolean byHand, String by)
      throws SQLException {
    SettingsStore.cycled(connection, database, warnings(check.proposals()));
    SizeStore.add(connection, database, check.sizes());
    List<MaintenanceQueue.Wanted> wanted = new ArrayList<>();
    for (ActionStore.Added added :
        ActionStore.add(connection, database, check.proposals().actions(), byHand)) {
      if (added.proposed().isAuto()) {
        wanted.add(wanted(added.id(), added.proposed()));
      }
    }
    MaintenanceQueue.queue(connection, database, wanted, by, byHand, config.retryAfter());
  }

  private static MaintenanceQueue.Wanted wanted(UUID id, ProposedAction proposed) {
    return new MaintenanceQueue.Wanted(id, proposed.priority(), proposed.needs());
  }

  private static List<MaintenanceWarning> warnings(MaintenanceProposals proposals) {
    return proposals.warnings().stream()
        .limit(MOST_WARNINGS)
        .map(
            one ->
                new MaintenanceWarning(
                    one.code(), one.subject(), one.priority(), one.words(), one.advice()))
        .toList();
  }

  private static MaintenanceActionView proposed(ProposedAction one) {
    return new MaintenanceActionView(
        null,
        0,
        one.action().kind().value(),
        one.action().table().toString(),
        one.action().subject().toString(),
        one.reason(),
        one.effect(),
        one.priority(),
        OpenEnum.of(
            one.isAuto()
                ? MaintenanceActionView.State.QUEUED
                : MaintenanceActionView.State.PROPOSED),
        "",
        0,
        "",
        0,
        0,
        null,
        null,
        null);
  }
}
