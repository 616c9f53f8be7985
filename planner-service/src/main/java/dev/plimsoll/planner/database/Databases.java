package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.listing.Conditions;
import dev.plimsoll.planner.loadline.LoadLineEntity;
import dev.plimsoll.planner.loadline.LoadLineLimits;
import dev.plimsoll.planner.messaging.PlannerOutbox;
import dev.plimsoll.planner.server.DetectedServer;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Registered databases.
@ApplicationScoped
public class Databases implements PanacheRepositoryBase<DatabaseEntity, String> {
  /// Registration with its edition, both read in one transaction, so that an edit of it can be
  /// checked.
  public record RegistrationEdition(DatabaseRegistration registration, long edition) {}

  // The longest time that a transaction may take here.
  private static final String MAY_LOOK =
      "SELECT set_config('idle_in_transaction_session_timeout', '5min', true)";

  private static final String IN_FLIGHT =
      "SELECT count(*) FROM builds WHERE database = :name AND state IN ('DISPATCHED', 'RUNNING')";

  private static final String OPEN =
      "SELECT count(*) FROM builds WHERE database = :name AND ended_at IS NULL";

  // Another database may be registered by that name.
  private static final String FORGET_FINDINGS = "DELETE FROM findings WHERE database = :name";

  private static final String DATABASE_OF = "SELECT database FROM builds WHERE id = :build";

  // A new name has no row that could be locked.
  private static final String LOCK_NAME =
      "SELECT CAST(pg_advisory_xact_lock(hashtextextended('registration of ' || :name, 0)) AS text)";

  // FOR UPDATE would lock out inserts of rows that refer to this one.
  private static final String LOCK = "SELECT 1 FROM databases WHERE name = :name FOR NO KEY UPDATE";

  private final EntityManager entities;
  private final LoadLineLimits limits;
  private final PlannerOutbox outbox;
  private final DatabaseChanges changes;
  private final Clock clock;

  public Databases(
      EntityManager entities,
      LoadLineLimits limits,
      PlannerOutbox outbox,
      DatabaseChanges changes,
      Clock clock) {
    this.entities = entities;
    this.limits = limits;
    this.outbox = outbox;
    this.changes = changes;
    this.clock = clock;
  }

  /// Restores the stored sealed password in a registration that is an edited answer.
  ///
  /// @throws PlimsollException CREDENTIAL_REFUSED where none is stored for its address, standbys
  ///     included
  @Transactional
  public DatabaseRegistration withCredential(DatabaseRegistration registration) {
    @Nullable DatabaseAddress address = registration.address();
    if (address == null || !address.credential().hidesPassword()) {
      return registration;
    }
    @Nullable DatabaseEntity known = findById(registration.name());
    return known == null
        ? registration.withCredentialOf(null, List.of())
        : registration.withCredentialOf(known.address(), known.standbys());
  }

  /// Stores a checked registration. The edit that has made the present edition changes nothing when
  /// it is sent again.
  ///
  /// @param detected null where it is not for builds
  /// @throws PlimsollException EDITED_MEANWHILE for another edition than expected; DATABASE_IN_USE
  ///     where builds run and the address or use for builds would change
  @Transactional
  public RegistrationEdition register(
      DatabaseRegistration registration, @Nullable DetectedServer detected, RegistrationEdit edit) {
    String name = registration.name();
    entities.createNativeQuery(LOCK_NAME).setParameter("name", name).getResultList();
    DatabaseEntity database = lockedRow(name);
    boolean known = database != null;
    String request = edit.request(registration);
    if (database != null
        && !database.removed()
        && edit.isOfOneEdition()
        && changes.isLatest(database, request)) {
      // Its answer was lost.
      return new RegistrationEdition(view(database, capacityOf(database)), database.edition());
    }
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
      database.detected(detected.view(registration.builds().capacity(), clock.instant()));
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
    changes.add(database, now, edit, request);
    return new RegistrationEdition(now, database.edition());
  }

  private void requireUnused(DatabaseEntity database, DatabaseRegistration asked) {
    boolean elsewhere =
        !asked.address().isOfTheSameAccount(database.address()) || asked.kind() != database.kind();
    if (elsewhere) {
      // Running builds keep the address they were sent with.
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

  /// Registrations in the order of names.
  ///
  /// @param after a name, which need not exist; empty for the first page
  @Transactional
  public List<DatabaseRegistration> page(
      @Nullable DatabaseKind kind, @Nullable DatabaseUse use, String after, int limit) {
    Conditions conditions =
        new Conditions()
            .add("removedAt is null and name > :after", "after", after)
            .add("kind = :kind", "kind", kind)
            .add("array_position(uses, :use) > 0", "use", use == null ? null : use.name());
    return find(conditions.query("name"), conditions.values()).page(0, limit).stream()
        .map(database -> view(database, capacityOf(database)))
        .toList();
  }

  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST where it is not for builds
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

  /// Null where the name is not registered.
  public @Nullable DatabaseEntity registered(String name) {
    DatabaseEntity database = findById(name);
    return database == null || database.removed() ? null : database;
  }

  /// Locks the registration until the end of the transaction. Its load line is locked after it.
  ///
  /// @throws PlimsollException NOT_FOUND
  public DatabaseEntity locked(String name) {
    lockedRow(name);
    return registeredAs(name);
  }

  /// As [#locked], for a transaction that reads the target meanwhile: its own session is idle for
  /// so long, and must not be taken for a frozen planner's.
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

  /// @param database locked by the transaction
  public void remove(DatabaseEntity database, RegistrationEdit edit) {
    edit.check(database.name(), database.edition());
    database.remove(clock.instant());
    entities
        .createNativeQuery(FORGET_FINDINGS)
        .setParameter("name", database.name())
        .executeUpdate();
    announce(database);
    changes.add(database, null, edit, null);
  }

  /// Announces the database of a build again, as a newer revision: its builder does not know it, or
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

  /// Announces a database as a newer revision, where another service has a newer one than this
  /// schema, as after a restore.
  ///
  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public DatabaseRegistration announceAnew(String name) {
    DatabaseEntity database = locked(name);
    database.renew(clock.instant());
    announce(database);
    return view(database, capacityOf(database));
  }

  /// Announces what a name stands for, since commands contain only the name. The transaction holds
  /// the database's lock, so that revisions are announced in order.
  private void announce(DatabaseEntity database) {
    outbox.append(Topic.DATABASES, database.name(), (Record) database.event());
  }

  /// Announces all registrations, for a new broker or after an interrupted announcement.
  public void announceAll() {
    QuarkusTransaction.requiringNew()
        .call(() -> list("removedAt is null").stream().map(DatabaseEntity::name).sorted().toList())
        .forEach(
            name ->
                QuarkusTransaction.requiringNew()
                    .run(() -> Optional.ofNullable(lockedRow(name)).ifPresent(this::announce)));
  }

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

  /// Null where the name is not registered.
  @Transactional
  public AdmissionGate.@Nullable Question question(String name) {
    DatabaseEntity database = registered(name);
    return database == null ? null : question(database);
  }

  public AdmissionGate.Question question(DatabaseEntity database) {
    return new AdmissionGate.Question(
        database.name(),
        database.address(),
        database.pausedBy(),
        database.window(),
        loadLine(database.name()).capacity().limits().replicaLag());
  }

  private DatabaseRegistration view(DatabaseEntity database, @Nullable Capacity capacity) {
    @Nullable ServerView server = database.server();
    return new DatabaseRegistration(
        database.name(),
        database.address().shown(),
        database.kind(),
        database.uses(),
        database.builds(capacity),
        database.standbys(),
        server == null || capacity == null ? null : server.with(limits.sharing(database.name())),
        database.revision());
  }
}
