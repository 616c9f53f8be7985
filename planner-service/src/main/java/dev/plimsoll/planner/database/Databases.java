package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.discovery.TablePattern;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.connection.PostgresConnector;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;

/// The registered databases.
@ApplicationScoped
public class Databases implements PanacheRepositoryBase<DatabaseEntity, String> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  // Registering again counts finished indexes anew: only what is in flight stays taken.
  private static final String UPSERT_LOAD_LINE =
      """
      INSERT INTO load_lines
        (database, milli_cores, memory_bytes, parallel_workers, temporary_bytes, disk_bytes)
      VALUES (:database, :milliCores, :memory, :workers, :temporary, :disk)
      ON CONFLICT (database) DO UPDATE SET
        milli_cores = excluded.milli_cores,
        memory_bytes = excluded.memory_bytes,
        parallel_workers = excluded.parallel_workers,
        temporary_bytes = excluded.temporary_bytes,
        disk_bytes = excluded.disk_bytes,
        used_disk_bytes = (SELECT coalesce(sum(disk_bytes), 0) FROM builds
                           WHERE database = :database AND state IN ('DISPATCHED', 'RUNNING'))
      """;

  private final EntityManager entities;
  private final PostgresConnector connector;
  private final PlannerConfig config;
  private final Clock clock;

  public Databases(
      EntityManager entities, PostgresConnector connector, PlannerConfig config, Clock clock) {
    this.entities = entities;
    this.connector = connector;
    this.config = config;
    this.clock = clock;
  }

  /// Checks that a registration can be used: its rules, and that its database answers.
  ///
  /// @throws PlimsollException INVALID_REQUEST, or why it cannot be connected to
  public void check(String name, DatabaseRegistration registration) {
    if (!NAME.matcher(name).matches()) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST, "a name is 1 to 63 letters, digits, - or _");
    }
    if (!name.equals(registration.name())) {
      throw new PlimsollException(
          ErrorCode.INVALID_REQUEST, "the name in the body is not the one in the address");
    }
    try {
      registration.rules().stream().map(KeyRule::tables).forEach(TablePattern::check);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
    }
    try (Connection connection = connector.open(registration.address(), "plimsoll-planner")) {
      CatalogReader.readServer(connection);
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  @Transactional
  public DatabaseRegistration register(DatabaseRegistration registration) {
    DatabaseEntity database = findById(registration.name());
    boolean known = database != null;
    if (database == null) {
      database = new DatabaseEntity(registration.name());
    }
    database.update(registration, clock.instant());
    if (!known) {
      persist(database);
    }
    entities.flush();
    Capacity capacity =
        registration.capacity() == null ? defaultCapacity() : registration.capacity();
    entities
        .createNativeQuery(UPSERT_LOAD_LINE)
        .setParameter("database", registration.name())
        .setParameter("milliCores", 1_000L * capacity.cores())
        .setParameter("memory", capacity.memoryBytes())
        .setParameter("workers", capacity.parallelWorkers())
        .setParameter("temporary", capacity.temporaryBytes())
        .setParameter("disk", capacity.diskBytes())
        .executeUpdate();
    return view(database, capacity);
  }

  private Capacity defaultCapacity() {
    PlannerConfig.DefaultCapacity defaults = config.defaultCapacity();
    return new Capacity(
        defaults.cores(),
        defaults.memory().asLongValue(),
        defaults.parallelWorkers(),
        defaults.temporary().asLongValue(),
        defaults.disk().asLongValue());
  }

  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public DatabaseRegistration registration(String name) {
    return view(named(name), loadLine(name).capacity());
  }

  @Transactional
  public List<DatabaseRegistration> registrations() {
    return listAll().stream()
        .map(database -> view(database, loadLine(database.name()).capacity()))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  /// @throws PlimsollException NOT_FOUND
  public DatabaseEntity named(String name) {
    DatabaseEntity database = findById(name);
    if (database == null) {
      throw new PlimsollException(ErrorCode.NOT_FOUND, "no database is registered as " + name);
    }
    return database;
  }

  /// @throws PlimsollException NOT_FOUND
  public LoadLine loadLine(String name) {
    LoadLine line = entities.find(LoadLine.class, name);
    if (line == null) {
      throw new PlimsollException(ErrorCode.NOT_FOUND, "no database is registered as " + name);
    }
    return line;
  }

  private static DatabaseRegistration view(DatabaseEntity database, Capacity capacity) {
    return new DatabaseRegistration(
        database.name(),
        database.address(),
        capacity,
        database.rules(),
        database.buildOnLoad(),
        database.laneThresholds());
  }
}
