package dev.plimsoll.sync.startup;

import dev.plimsoll.connector.iceberg.IcebergCatalogs;
import dev.plimsoll.connector.iceberg.IcebergSettings;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.mariadb.MariaDbConnections;
import dev.plimsoll.connector.mariadb.MariaDbSource;
import dev.plimsoll.connector.parquet.HeapBudget;
import dev.plimsoll.connector.postgres.PostgresSource;
import dev.plimsoll.connector.postgres.loading.PostgresTarget;
import dev.plimsoll.connector.redshift.RedshiftTarget;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.iceberg.IcebergConfig;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.RetryPolicy;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.LoginCheck;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/// Beans of classes without annotations, the sources among them.
public final class Connectors {
  private Connectors() {}

  @Produces
  @Singleton
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  static PostgresConnections connector() {
    return new PostgresConnections(System.getenv()).pinned();
  }

  @Produces
  @Singleton
  static RedshiftTarget redshift(PostgresConnections connector) {
    return new RedshiftTarget(connector);
  }

  @Produces
  @Singleton
  static RowLimit rowLimit(SyncConfig config) {
    return new RowLimit(
        config
            .largestRow()
            .map(MemorySize::asLongValue)
            .orElseGet(() -> HeapBudget.ofProcess().largestRow()));
  }

  /// Sources by kind of database; a new one is registered here.
  @Produces
  @Singleton
  static ByKind<Source> sources(PostgresConnections connector, RowLimit limit, SyncConfig config) {
    ReadingSizes sizes =
        new ReadingSizes(
            config.rangeSize().asLongValue(),
            config.readTaskSize().asLongValue(),
            config.maxReadTasks(),
            config.workersPerTable());
    return new ByKind<>(
        Map.of(
            DatabaseKind.POSTGRES,
            new PostgresSource(connector, limit, sizes),
            DatabaseKind.MARIADB,
            new MariaDbSource(
                new MariaDbConnections(System.getenv()),
                limit,
                sizes,
                config.snapshotLockPatience())),
        "is not read from");
  }

  /// Logins by kind of database, for the check before one is registered.
  @Produces
  @Singleton
  static LoginCheck logins(Registry registry, ByKind<Source> sources, RedshiftTarget redshift) {
    return new LoginCheck(
        registry,
        Map.of(
            DatabaseKind.POSTGRES,
            sources.of(DatabaseKind.POSTGRES)::check,
            DatabaseKind.MARIADB,
            sources.of(DatabaseKind.MARIADB)::check,
            DatabaseKind.REDSHIFT,
            address -> redshift.check(address, "plimsoll-sync check")));
  }

  /// A target is registered by one line here.
  @Produces
  @Singleton
  static ByKind<Target> targets(PostgresConnections connector, SyncConfig config) {
    return new ByKind<>(
        Map.of(DatabaseKind.POSTGRES, new PostgresTarget(connector, config.stalledAfter())),
        "is not loaded batch by batch");
  }

  /// Catalogs of Iceberg tables; those in databases are the registered targets' ones.
  @Produces
  @Singleton
  static IcebergCatalogs icebergCatalogs(
      Registry registry, PostgresConnections connector, ObjectStore objects, IcebergConfig config) {
    Map<String, IcebergSettings.Rest> rest = new HashMap<>();
    config.rest().forEach((name, catalog) -> rest.put(name, rest(catalog)));
    return new IcebergCatalogs(
        name -> registry.loadedByBatches(name).address(),
        connector,
        objects,
        new IcebergSettings(config.catalogName(), config.warehouse(), rest));
  }

  private static IcebergSettings.Rest rest(IcebergConfig.Rest config) {
    return new IcebergSettings.Rest(
        config.uri(),
        config.warehouse().orElse(null),
        config.token().orElse(null),
        config.credential().orElse(null),
        config.tokenUri().orElse(null),
        config.scope().orElse(null));
  }

  @Produces
  @Singleton
  @DefaultBean
  static FaultPoints faultPoints() {
    return FaultPoints.NONE;
  }

  @Produces
  @Singleton
  static SideEffects effects(SyncConfig config, FaultPoints faults) {
    SyncConfig.Retry retry = config.retry();
    return new SideEffects(
        new RetryPolicy(retry.firstPause(), retry.longestPause(), retry.attempts()), faults);
  }
}
