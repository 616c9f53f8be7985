package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView.State;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.http.edition.EditionTag;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Acts of people on the maintenance of a database, and what they read of it.
@ApplicationScoped
public class MaintenanceControl {
  private final Transactions transactions;
  private final Databases databases;
  private final MaintenanceCycle cycle;
  private final MaintenanceLoop loop;
  private final MaintenanceWorker worker;
  private final MaintenanceConfig config;

  public MaintenanceControl(
      DataSource dataSource,
      Databases databases,
      MaintenanceCycle cycle,
      MaintenanceLoop loop,
      MaintenanceWorker worker,
      MaintenanceConfig config) {
    this.transactions = new Transactions(dataSource);
    this.databases = databases;
    this.cycle = cycle;
    this.loop = loop;
    this.worker = worker;
    this.config = config;
  }

  /// @param edition of the settings; 1 where nobody has set anything
  record Edition(MaintenanceView view, long edition) {}

  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST where it is not for builds
  Edition view(String name) throws SQLException {
    require(name);
    return transactions.snapshot(connection -> view(connection, name));
  }

  /// @param after a name, which need not exist; empty for the first page
  List<MaintenanceView> page(String after, int limit) throws SQLException {
    return transactions.snapshot(
        connection -> {
          List<MaintenanceView> views = new ArrayList<>();
          for (String name : SettingsStore.page(connection, after, limit)) {
            views.add(view(connection, name).view());
          }
          return views;
        });
  }

  private static Edition view(Connection connection, String name) throws SQLException {
    SettingsStore.Stored stored = SettingsStore.read(connection, name);
    return new Edition(
        new MaintenanceView(
            name,
            stored.running(),
            stored.cycles(),
            stored.indexesMaintained(),
            stored.lastMaintenance(),
            stored.lastCycle(),
            stored.running() ? stored.nextCycle() : null,
            stored.stoppedBy(),
            stored.problem(),
            stored.settings(),
            ActionStore.open(connection, name),
            stored.warnings()),
        stored.edition());
  }

  /// @throws PlimsollException as [#view]; EDITED_MEANWHILE
  Edition put(String name, MaintenanceSettings settings, @Nullable String ifMatch)
      throws SQLException {
    require(name);
    MaintenanceSettings complete = settings.complete();
    SettingsPolicy.of(complete);
    return transactions.run(
        connection -> {
          long edition = SettingsStore.locked(connection, name);
          // The same request again, as when its answer was lost, finds its own settings.
          if (!SettingsStore.read(connection, name).settings().equals(complete)) {
            EditionTag.require("maintenance of " + name, edition, ifMatch);
            SettingsStore.put(connection, name, complete);
          }
          return view(connection, name);
        });
  }

  /// @throws PlimsollException as [#view]
  Edition resume(String name) throws SQLException {
    require(name);
    Edition now =
        transactions.run(
            connection -> {
              SettingsStore.locked(connection, name);
              SettingsStore.resume(connection, name);
              return view(connection, name);
            });
    loop.wake();
    return now;
  }

  /// Stops what runs, too, within a second or so.
  ///
  /// @throws PlimsollException as [#view]
  Edition pause(String name, String by) throws SQLException {
    require(name);
    return transactions.run(
        connection -> {
          SettingsStore.locked(connection, name);
          SettingsStore.pause(connection, name, by);
          ActionStore.notByHand(connection, name);
          return view(connection, name);
        });
  }

  /// @throws PlimsollException as [#view], or why the database cannot be looked at
  MaintenanceRunView run(String name, boolean dryRun, String by) throws SQLException {
    require(name);
    MaintenanceRunView run = cycle.byHand(name, dryRun, by);
    worker.wake();
    return run;
  }

  /// Approves a proposed action, which is a job from then on.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where it has ended
  MaintenanceActionView approve(String name, UUID id, String by) throws SQLException {
    require(name);
    MaintenanceActionView now =
        transactions.run(
            connection -> {
              StoredAction action = action(connection, name, id);
              if (action.state() == State.PROPOSED) {
                MaintenanceQueue.queue(
                    connection,
                    name,
                    List.of(new MaintenanceQueue.Wanted(id, action.priority(), action.needs())),
                    by,
                    true,
                    config.retryAfter());
              } else if (!action.open()) {
                throw ended(action);
              }
              return ActionStore.view(connection, id).orElseThrow();
            });
    worker.wake();
    return now;
  }

  /// Rejects an action that has not begun. It is not proposed again for a day.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where it runs or has ended
  MaintenanceActionView reject(String name, UUID id, String by) throws SQLException {
    require(name);
    return transactions.run(
        connection -> {
          StoredAction action = action(connection, name, id);
          if (action.state() != State.CANCELED
              && !ActionStore.cancel(connection, id, "rejected by " + by)) {
            throw ended(action);
          }
          return ActionStore.view(connection, id).orElseThrow();
        });
  }

  private static StoredAction action(Connection connection, String name, UUID id)
      throws SQLException {
    return ActionStore.locked(connection, id)
        .filter(one -> one.database().equals(name))
        .orElseThrow(() -> PlimsollException.notFound("%s has no action %s".formatted(name, id)));
  }

  private static PlimsollException ended(StoredAction action) {
    return PlimsollException.conflict(
        "the %s of %s is %s"
            .formatted(action.action().kind().value(), action.action().subject(), action.state()));
  }

  /// @param before a number; the latest first
  List<MaintenanceActionView> actions(String name, long before, int limit) throws SQLException {
    require(name);
    return transactions.statements(connection -> ActionStore.page(connection, name, before, limit));
  }

  /// @param limit relations, the largest
  List<RelationSizes> sizes(String name, int limit) throws SQLException {
    require(name);
    return transactions.statements(connection -> SizeStore.read(connection, name, limit));
  }

  private void require(String name) {
    QuarkusTransaction.requiringNew().call(() -> databases.named(name).name());
  }
}
