package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.admission.DataVolume;
import dev.plimsoll.planner.admission.ReplicaLimits;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.connection.PostgresConnections;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The registered databases.
@ApplicationScoped
public class Databases implements PanacheRepositoryBase<DatabaseEntity, String> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  private static final String UPSERT_LOAD_LINE =
      """
      INSERT INTO load_lines
        (database, milli_cores, memory_bytes, parallel_workers, temporary_bytes, disk_bytes,
         wal_bytes_per_second, disk_bytes_per_second, replica_lag_bytes, replica_lag_seconds,
         ignored_replicas, concurrent_builds, server)
      VALUES (:database, :milliCores, :memory, :workers, :temporary, :disk,
              :walRate, :diskRate, :replicaLag, :replicaSeconds, :ignored, :builds,
              :server)
      ON CONFLICT (database) DO UPDATE SET
        milli_cores = excluded.milli_cores,
        memory_bytes = excluded.memory_bytes,
        parallel_workers = excluded.parallel_workers,
        temporary_bytes = excluded.temporary_bytes,
        disk_bytes = excluded.disk_bytes,
        wal_bytes_per_second = excluded.wal_bytes_per_second,
        disk_bytes_per_second = excluded.disk_bytes_per_second,
        replica_lag_bytes = excluded.replica_lag_bytes,
        replica_lag_seconds = excluded.replica_lag_seconds,
        ignored_replicas = excluded.ignored_replicas,
        concurrent_builds = excluded.concurrent_builds,
        server = excluded.server,
        generation = load_lines.generation + 1,
        used_disk_bytes = (SELECT coalesce(sum(CASE WHEN state IN ('DISPATCHED', 'RUNNING')
                                                    THEN disk_bytes ELSE kept_bytes END), 0)
                           FROM builds WHERE database = :database)
      """;

  // One server has one load line, by whatever names its databases are registered.
  private static final String SHARE =
      """
      UPDATE load_lines o SET
        milli_cores = l.milli_cores, memory_bytes = l.memory_bytes,
        parallel_workers = l.parallel_workers, temporary_bytes = l.temporary_bytes,
        disk_bytes = l.disk_bytes, wal_bytes_per_second = l.wal_bytes_per_second,
        disk_bytes_per_second = l.disk_bytes_per_second, replica_lag_bytes = l.replica_lag_bytes,
        replica_lag_seconds = l.replica_lag_seconds, ignored_replicas = l.ignored_replicas,
        concurrent_builds = l.concurrent_builds, generation = o.generation + 1
      FROM load_lines l
      WHERE l.database = :database AND o.server = l.server AND o.database <> l.database
      """;

  private static final String OTHERS =
      """
      SELECT l.database FROM load_lines l JOIN databases d ON d.name = l.database
      WHERE l.server = :server AND l.database <> :database AND d.removed_at IS NULL
      ORDER BY d.registered_at DESC
      """;

  // Not FOR UPDATE, which would keep out whoever adds a row that refers to this one.
  // As long as a transaction may take here.
  private static final String MAY_LOOK =
      "SELECT set_config('idle_in_transaction_session_timeout', '5min', true)";

  private static final String SHARING =
      """
      SELECT l.database FROM load_lines l JOIN databases d ON d.name = l.database
      WHERE l.server = (SELECT server FROM load_lines WHERE database = :database)
        AND l.database <> :database AND d.removed_at IS NULL
      ORDER BY l.database
      """;

  private static final String IN_FLIGHT =
      "SELECT count(*) FROM builds WHERE database = :name AND state IN ('DISPATCHED', 'RUNNING')";

  private static final String OPEN =
      "SELECT count(*) FROM builds WHERE database = :name AND ended_at IS NULL";

  private static final String DROP_LOAD_LINE = "DELETE FROM load_lines WHERE database = :name";

  private static final String DATABASE_OF = "SELECT database FROM builds WHERE id = :build";

  // A name that is registered for the first time has no row that could be locked.
  private static final String LOCK_NAME =
      "SELECT CAST(pg_advisory_xact_lock(hashtextextended('registration of ' || :name, 0)) AS text)";

  private static final String LOCK = "SELECT 1 FROM databases WHERE name = :name FOR NO KEY UPDATE";

  private final EntityManager entities;
  private final PostgresConnections connector;
  private final Servers servers;
  private final PlannerConfig config;
  private final RegistrationEvents registrationEvents;
  private final DatabaseChanges changes;
  private final Clock clock;

  public Databases(
      EntityManager entities,
      PostgresConnections connector,
      Servers servers,
      PlannerConfig config,
      RegistrationEvents registrationEvents,
      DatabaseChanges changes,
      Clock clock) {
    this.entities = entities;
    this.connector = connector;
    this.servers = servers;
    this.config = config;
    this.registrationEvents = registrationEvents;
    this.changes = changes;
    this.clock = clock;
  }

  /// With the sealed password that is stored, where the registration is an answer that came back.
  ///
  /// @throws PlimsollException CREDENTIAL_REFUSED where none is stored for its address
  @Transactional
  public DatabaseRegistration withCredential(DatabaseRegistration registration) {
    @Nullable DatabaseAddress address = registration.address();
    if (address == null || !address.credential().hidesPassword()) {
      return registration;
    }
    @Nullable DatabaseEntity known = findById(registration.name());
    return registration.with(address.withCredentialOf(known == null ? null : known.address()));
  }

  /// Checks that a registration can be used: its rules, and that its database answers. One of
  /// another kind is not asked here: the sync service has its connectors, and tries it.
  ///
  /// @return what could be read of its server; null where nothing is built there
  /// @throws PlimsollException INVALID_REQUEST, or why it cannot be connected to
  public @Nullable DetectedServer check(String name, DatabaseRegistration registration) {
    if (!NAME.matcher(name).matches()) {
      throw PlimsollException.invalidRequest("a name is 1 to 63 letters, digits, - or _");
    }
    if (!name.equals(registration.name())) {
      throw PlimsollException.invalidRequest("the name in the body is not the one in the address");
    }
    if (registration.address() == null) {
      throw PlimsollException.invalidRequest("an address must be given");
    }
    checkUses(registration);
    for (KeyRule rule : registration.rules()) {
      if (rule.tables() == null || rule.definition() == null) {
        throw PlimsollException.invalidRequest("each rule must have tables and a definition");
      }
    }
    try {
      registration.rules().stream().map(KeyRule::tables).forEach(RulePattern::check);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
    }
    if (registration.strategy() != null) {
      strategy(registration.strategy());
    }
    if (registration.capacity() == null && registration.preset() != null) {
      Presets.named(registration.preset());
    }
    if (registration.kind() != DatabaseKind.POSTGRES) {
      return null;
    }
    try (Connection connection = connector.open(registration.address(), "plimsoll-planner");
        Statement statement = connection.createStatement()) {
      if (!registration.isForBuilds()) {
        return null;
      }
      return new DetectedServer(
          CatalogReader.readServer(connection),
          DataVolume.read(statement, registration.address()).index(),
          servers.identifier(statement));
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
    boolean building =
        registration.buildOnLoad()
            || registration.capacity() != null
            || registration.preset() != null
            || !registration.rules().isEmpty();
    if (building && !registration.isForBuilds()) {
      throw PlimsollException.invalidRequest(
          "a load line, rules and buildOnLoad are of a database with BUILD among its uses");
    }
  }

  /// @throws PlimsollException INVALID_REQUEST, with the names there are
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

  /// Registers what was checked.
  ///
  /// @param detected meanwhile; null where nothing is built there
  /// @throws PlimsollException EDITED_MEANWHILE where the registration is not the one that is to be
  ///     changed; DATABASE_IN_USE where builds run and it is to be another database from now on, or
  ///     none for builds
  @Transactional
  public RegistrationEdition register(
      DatabaseRegistration registration, @Nullable DetectedServer detected, RegistrationEdit edit) {
    String name = registration.name();
    entities.createNativeQuery(LOCK_NAME).setParameter("name", name).getResultList();
    DatabaseEntity database = lockedRow(name);
    boolean known = database != null;
    edit.check(name, database == null || database.removed() ? null : database.edition());
    if (database == null) {
      database = new DatabaseEntity(name);
    } else if (!database.removed()) {
      requireUnused(database, registration);
    }
    DatabaseEvent before = known ? database.event() : null;
    database.update(registration, clock.instant());
    if (detected != null) {
      database.seen(detected.server());
      database.detected(detected.view(registration.capacity(), clock.instant()));
    }
    if (!known) {
      persist(database);
    }
    entities.flush();
    if (!database.event().equals(before)) {
      registrationEvents.announce(database);
    }
    @Nullable Capacity capacity = detected == null ? null : drawLoadLine(registration, detected);
    if (capacity == null) {
      entities.createNativeQuery(DROP_LOAD_LINE).setParameter("name", name).executeUpdate();
    }
    DatabaseRegistration now = view(database, capacity);
    changes.add(database, now, edit);
    return new RegistrationEdition(now, database.edition());
  }

  private void requireUnused(DatabaseEntity database, DatabaseRegistration asked) {
    String name = database.name();
    boolean elsewhere =
        !asked.address().isOfTheSameAccount(database.address()) || asked.kind() != database.kind();
    long inFlight = elsewhere ? count(IN_FLIGHT, name) : 0;
    if (inFlight > 0) {
      // What runs was told where it is, and goes on there.
      throw new PlimsollException(
          ErrorCode.DATABASE_IN_USE,
          "%s is to lead to another host, port, database or user, and %d of its builds run"
              .formatted(name, inFlight));
    }
    long open = database.isForBuilds() && !asked.isForBuilds() ? count(OPEN, name) : 0;
    if (open > 0) {
      throw new PlimsollException(
          ErrorCode.DATABASE_IN_USE,
          "%s is not to be built on any more, and %d of its builds have not ended"
              .formatted(name, open));
    }
  }

  private long count(String query, String name) {
    return ((Number) entities.createNativeQuery(query).setParameter("name", name).getSingleResult())
        .longValue();
  }

  private Capacity drawLoadLine(DatabaseRegistration registration, DetectedServer detected) {
    String server = server(registration.name(), detected);
    List<String> others = others(registration.name(), server);
    boolean given = registration.capacity() != null || registration.preset() != null;
    Capacity capacity =
        given || others.isEmpty()
            ? detected.capacity(registration.capacity(), usual(registration))
            : loadLine(others.getFirst()).capacity();
    entities
        .createNativeQuery(UPSERT_LOAD_LINE)
        .setParameter("database", registration.name())
        .setParameter("milliCores", 1_000L * capacity.cores())
        .setParameter("memory", capacity.memoryBytes())
        .setParameter("workers", capacity.parallelWorkers())
        .setParameter("temporary", capacity.temporaryBytes())
        .setParameter("disk", capacity.diskBytes())
        .setParameter("walRate", capacity.walBytesPerSecond())
        .setParameter("diskRate", capacity.diskBytesPerSecond())
        .setParameter("replicaLag", capacity.replicaLagBytes())
        .setParameter("replicaSeconds", capacity.replicaLagSeconds())
        .setParameter("ignored", capacity.ignoredReplicas().toArray(String[]::new))
        .setParameter("builds", capacity.concurrentBuilds())
        .setParameter("server", server)
        .executeUpdate();
    entities.createNativeQuery(SHARE).setParameter("database", registration.name()).executeUpdate();
    return capacity;
  }

  private static String server(String name, DetectedServer detected) {
    return detected.systemIdentifier() == null
        ? "database " + name
        : "system " + detected.systemIdentifier();
  }

  /// Registered databases of the same server, the one that was registered last first.
  private List<String> others(String name, String server) {
    return entities
        .createNativeQuery(OTHERS, String.class)
        .setParameter("server", server)
        .setParameter("database", name)
        .getResultList();
  }

  /// Where nobody gives a load line.
  private Capacity usual(DatabaseRegistration registration) {
    return registration.preset() == null || registration.capacity() != null
        ? defaultCapacity()
        : Presets.named(registration.preset()).capacity();
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
  public RegistrationEdition registration(String name) {
    DatabaseEntity database = registeredAs(name);
    return new RegistrationEdition(view(database, capacityOf(database)), database.edition());
  }

  private @Nullable Capacity capacityOf(DatabaseEntity database) {
    return database.isForBuilds() ? loadLine(database.name()).capacity() : null;
  }

  @Transactional
  public List<DatabaseRegistration> registrations() {
    return list("removedAt is null").stream()
        .map(database -> view(database, capacityOf(database)))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  /// For builds.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST where nothing is to be built there
  public DatabaseEntity named(String name) {
    DatabaseEntity database = registeredAs(name);
    if (!database.isForBuilds()) {
      throw PlimsollException.invalidRequest(
          ("%s is not registered for builds: ./plimsoll db edit %s --as build with a load line, for"
                  + " example --preset medium")
              .formatted(name, name));
    }
    return database;
  }

  private DatabaseEntity registeredAs(String name) {
    DatabaseEntity database = registered(name);
    if (database == null) {
      throw notRegistered(name);
    }
    return database;
  }

  /// Null where nothing is registered by that name.
  public @Nullable DatabaseEntity registered(String name) {
    DatabaseEntity database = findById(name);
    return database == null || database.removed() ? null : database;
  }

  /// The same, and nobody else plans for it or changes it until the transaction's end. Whoever also
  /// takes its load line takes that after it.
  ///
  /// @throws PlimsollException NOT_FOUND
  public DatabaseEntity locked(String name) {
    lockedRow(name);
    return registeredAs(name);
  }

  /// The same, for a transaction that looks at the database itself meanwhile: its session here is
  /// idle for as long, and is not taken for that of a planner that is frozen.
  ///
  /// @throws PlimsollException NOT_FOUND
  public DatabaseEntity lockedWhileRead(String name) {
    entities.createNativeQuery(MAY_LOOK).getResultList();
    lockedRow(name);
    return named(name);
  }

  private @Nullable DatabaseEntity lockedRow(String name) {
    entities.createNativeQuery(LOCK).setParameter("name", name).getResultList();
    DatabaseEntity database = findById(name);
    if (database != null) {
      entities.refresh(database);
    }
    return database;
  }

  /// It is no longer registered.
  ///
  /// @param database that the transaction has locked
  public void remove(DatabaseEntity database, RegistrationEdit edit) {
    edit.check(database.name(), database.edition());
    database.remove(clock.instant());
    registrationEvents.announce(database);
    changes.add(database, null, edit);
  }

  /// Tells once more where a build is to go, as a newer revision: a builder does not know it, or
  /// knows another history.
  @Transactional
  public void announceThatOf(UUID build) {
    entities
        .createNativeQuery(DATABASE_OF, String.class)
        .setParameter("build", build)
        .getResultList()
        .forEach(
            name -> {
              DatabaseEntity database = lockedRow((String) name);
              if (database != null) {
                database.renew(clock.instant());
                registrationEvents.announce(database);
              }
            });
  }

  /// Tells once more what a name stands for, as a newer revision: another service has learned more
  /// of it than is registered here, as after a restore of this schema.
  ///
  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public DatabaseRegistration announceAnew(String name) {
    DatabaseEntity database = locked(name);
    database.renew(clock.instant());
    registrationEvents.announce(database);
    return view(database, capacityOf(database));
  }

  private void announce(String name) {
    DatabaseEntity database = lockedRow(name);
    if (database != null) {
      registrationEvents.announce(database);
    }
  }

  /// Tells what is registered, for the case that the broker is a new one, or that nobody has told
  /// it yet.
  public void announceAll() {
    QuarkusTransaction.requiringNew()
        .call(() -> list("removedAt is null").stream().map(DatabaseEntity::name).sorted().toList())
        .forEach(name -> QuarkusTransaction.requiringNew().run(() -> announce(name)));
  }

  /// Those that are registered to be built in.
  public List<DatabaseEntity> forBuilds() {
    return list("removedAt is null").stream().filter(DatabaseEntity::isForBuilds).toList();
  }

  /// @throws PlimsollException NOT_FOUND
  public LoadLineEntity loadLine(String name) {
    LoadLineEntity line = entities.find(LoadLineEntity.class, name);
    if (line == null) {
      throw notRegistered(name);
    }
    return line;
  }

  private static PlimsollException notRegistered(String name) {
    return PlimsollException.notFound("no database is registered as " + name);
  }

  /// What is to be asked before something is sent there.
  public AdmissionGate.Question question(DatabaseEntity database) {
    return new AdmissionGate.Question(
        database.name(),
        database.address(),
        database.pausedBy(),
        database.window(),
        replicas(loadLine(database.name()).capacity()));
  }

  private static ReplicaLimits replicas(Capacity capacity) {
    return new ReplicaLimits(
        capacity.replicaLagBytes(),
        Duration.ofSeconds(capacity.replicaLagSeconds()),
        Set.copyOf(capacity.ignoredReplicas()));
  }

  /// Registered databases that have the same load line, by name.
  private List<String> sharing(String name) {
    return entities
        .createNativeQuery(SHARING, String.class)
        .setParameter("database", name)
        .getResultList();
  }

  private DatabaseRegistration view(DatabaseEntity database, @Nullable Capacity capacity) {
    @Nullable ServerView server = database.server();
    return new DatabaseRegistration(
        database.name(),
        database.address().shown(),
        database.kind(),
        database.uses(),
        capacity,
        database.rules(),
        database.buildOnLoad(),
        database.laneThresholds(),
        database.strategy(),
        database.window(),
        null,
        server == null || capacity == null ? null : server.with(sharing(database.name())),
        database.revision());
  }
}
