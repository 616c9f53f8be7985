package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.admission.DataVolume;
import dev.plimsoll.planner.admission.ReplicaLimits;
import dev.plimsoll.planner.messaging.PlannerOutbox;
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

  // As long as a transaction may take here.
  private static final String MAY_LOOK =
      "SELECT set_config('idle_in_transaction_session_timeout', '5min', true)";

  private static final String IN_FLIGHT =
      "SELECT count(*) FROM builds WHERE database = :name AND state IN ('DISPATCHED', 'RUNNING')";

  private static final String OPEN =
      "SELECT count(*) FROM builds WHERE database = :name AND ended_at IS NULL";

  private static final String DATABASE_OF = "SELECT database FROM builds WHERE id = :build";

  // A name that is registered for the first time has no row that could be locked.
  private static final String LOCK_NAME =
      "SELECT CAST(pg_advisory_xact_lock(hashtextextended('registration of ' || :name, 0)) AS text)";

  // Not FOR UPDATE, which would keep out whoever adds a row that refers to this one.
  private static final String LOCK = "SELECT 1 FROM databases WHERE name = :name FOR NO KEY UPDATE";

  private final EntityManager entities;
  private final PostgresConnections connector;
  private final Servers servers;
  private final LoadLineLimits limits;
  private final PlannerOutbox outbox;
  private final DatabaseChanges changes;
  private final Clock clock;

  public Databases(
      EntityManager entities,
      PostgresConnections connector,
      Servers servers,
      LoadLineLimits limits,
      PlannerOutbox outbox,
      DatabaseChanges changes,
      Clock clock) {
    this.entities = entities;
    this.connector = connector;
    this.servers = servers;
    this.limits = limits;
    this.outbox = outbox;
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
    try (Connection connection = connector.open(registration.address(), "plimsoll-planner")) {
      if (!registration.isForBuilds()) {
        return null;
      }
      return new DetectedServer(
          CatalogReader.readServer(connection),
          DataVolume.read(connection, registration.address()).index(),
          servers.identifier(connection));
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
      announce(database);
    }
    @Nullable Capacity capacity = limits.draw(registration, detected);
    DatabaseRegistration now = view(database, capacity);
    changes.add(database, now, edit);
    return new RegistrationEdition(now, database.edition());
  }

  private void requireUnused(DatabaseEntity database, DatabaseRegistration asked) {
    boolean elsewhere =
        !asked.address().isOfTheSameAccount(database.address()) || asked.kind() != database.kind();
    if (elsewhere) {
      // What runs was told where it is, and goes on there.
      requireNone(
          IN_FLIGHT,
          database.name(),
          "%s is to lead to another host, port, database or user, and %d of its builds run");
    }
    if (database.isForBuilds() && !asked.isForBuilds()) {
      requireNone(
          OPEN,
          database.name(),
          "%s is not to be built on any more, and %d of its builds have not ended");
    }
  }

  private void requireNone(String query, String name, String otherwise) {
    Number builds =
        (Number) entities.createNativeQuery(query).setParameter("name", name).getSingleResult();
    if (builds.longValue() > 0) {
      throw new PlimsollException(ErrorCode.DATABASE_IN_USE, otherwise.formatted(name, builds));
    }
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
    announce(database);
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
                announce(database);
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
    announce(database);
    return view(database, capacityOf(database));
  }

  private void announce(String name) {
    DatabaseEntity database = lockedRow(name);
    if (database != null) {
      announce(database);
    }
  }

  /// Tells who carries out commands what a name stands for: a command only names it. In a
  /// transaction that has locked the database, so that its revisions are told in their order.
  private void announce(DatabaseEntity database) {
    outbox.append(Topic.DATABASES, database.name(), (Record) database.event());
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
    return limits.find(name).orElseThrow(() -> notRegistered(name));
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
        server == null || capacity == null ? null : server.with(limits.sharing(database.name())),
        database.revision());
  }
}
