package dev.plimsoll.query.database;

import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.query.config.QueryConfig;
import dev.plimsoll.query.settings.OwnSettings;
import dev.plimsoll.query.settings.Tunings;
import dev.plimsoll.vectors.SearchedDatabase;
import dev.plimsoll.vectors.memory.MemoryLine;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Registered databases by name. One is opened at its first search, and closed when nobody has
/// searched it for a while, or when it is registered as another place. Thread-safe.
@Singleton
public final class SearchedDatabases {
  private static final Logger LOG = Logger.getLogger(SearchedDatabases.class);
  private static final Duration LOOK = Duration.ofSeconds(10);

  // After the longest statement; a frozen server would keep its sessions for hours.
  private static final Duration SILENCE = Duration.ofSeconds(10);

  // A registration comes by a topic, and its client may be faster.
  private static final Duration REGISTRATION_WITHIN = Duration.ofSeconds(1);

  private final QueryConfig config;
  private final OwnSettings settings;
  private final Tunings tunings;
  private final MemoryLine line;
  private final PostgresConnections connections;
  private final Map<String, DatabaseEvent> registered = new HashMap<>();
  private final SequencedMap<String, OpenDatabase> open = new TreeMap<>();
  private final Greetings greetings = new Greetings();
  private final PeriodicWork closing;
  private boolean closed;

  public SearchedDatabases(QueryConfig config, OwnSettings settings, Tunings tunings) {
    this.config = config;
    this.settings = settings;
    this.tunings = tunings;
    this.line = new MemoryLine(settings.memoryBytes());
    this.connections =
        new PostgresConnections(System.getenv())
            .pinned()
            .answeringWithin(config.statementTimeout().plus(SILENCE));
    this.closing = PeriodicWork.every("idle-databases", LOOK).runs(() -> closeIdle());
  }

  void onStart(@Observes StartupEvent event) {
    closing.start();
  }

  /// A late or repeated event does not replace a newer one.
  public void enter(DatabaseEvent event) {
    @Nullable OpenDatabase moved = null;
    synchronized (this) {
      @Nullable DatabaseEvent known = registered.get(event.name());
      if (known != null && known.revision() >= event.revision()) {
        return;
      }
      registered.put(event.name(), event);
      // Another credential or TLS mode is another login.
      if (!isSamePlace(known, event)) {
        moved = open.remove(event.name());
      }
      notifyAll();
    }
    if (event instanceof DatabaseEvent.Removed) {
      tunings.forget(event.name());
    }
    close(moved);
  }

  private static boolean isSamePlace(@Nullable DatabaseEvent known, DatabaseEvent event) {
    return known instanceof DatabaseEvent.Registered before
        && event instanceof DatabaseEvent.Registered now
        && before.since() == now.since()
        && before.address().equals(now.address());
  }

  /// Settings of a database have changed.
  public synchronized void tune(String name) {
    @Nullable OpenDatabase database = open.get(name);
    if (database != null && registered.get(name) instanceof DatabaseEvent.Registered now) {
      database.searched().settings(settings.of(tunings.of(name, now.since())));
    }
  }

  /// The registration of a name.
  ///
  /// @throws PlimsollException NOT_FOUND where there is none
  public synchronized DatabaseEvent.Registered require(String name) throws InterruptedException {
    long deadline = System.nanoTime() + REGISTRATION_WITHIN.toNanos();
    while (true) {
      if (registered.get(name) instanceof DatabaseEvent.Registered now) {
        return now;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new PlimsollException(ErrorCode.NOT_FOUND, "no database is registered as " + name);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /// Databases for one search, by name in the order given; to be closed after it.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST for one that cannot be searched, or twice
  ///     the same; else as [PostgresConnections#open]
  public Lent lend(List<String> names) throws InterruptedException {
    Lent lent = new Lent();
    try {
      for (String name : names) {
        lent.add(name, opened(requireSearchable(name)));
      }
      return lent;
    } catch (Throwable e) {
      lent.close();
      throw e;
    }
  }

  private DatabaseEvent.Registered requireSearchable(String name) throws InterruptedException {
    DatabaseEvent.Registered database = require(name);
    if (database.kind() != DatabaseKind.POSTGRES) {
      throw PlimsollException.invalidRequest(
          "%s is %s, and searches need PostgreSQL".formatted(name, database.kind().title()));
    }
    if (!database.uses().contains(DatabaseUse.SOURCE)) {
      throw PlimsollException.invalidRequest(
          name + " is not registered as a source, from which tables are read");
    }
    return database;
  }

  private OpenDatabase opened(DatabaseEvent.Registered database) throws InterruptedException {
    synchronized (this) {
      @Nullable OpenDatabase known = open.get(database.name());
      if (known != null) {
        known.enter();
        return known;
      }
    }
    // A refused login is told at once and whole; a pool would try again and again.
    greetings.greet(database, () -> greet(database));
    synchronized (this) {
      DatabaseEvent.Registered now = require(database.name());
      if (closed) {
        throw new PlimsollException(ErrorCode.INTERRUPTED, "the service is stopping");
      }
      OpenDatabase one = open.computeIfAbsent(now.name(), _ -> open(now));
      one.enter();
      return one;
    }
  }

  private void greet(DatabaseEvent.Registered database) {
    try (Connection connection =
        new DatabaseSessions(connections, database.address()).getConnection()) {
      LOG.debugf("database=%s answers: %s", database.name(), connection);
    } catch (SQLException e) {
      LOG.debugf(e, "database=%s a session did not close", database.name());
    }
  }

  private OpenDatabase open(DatabaseEvent.Registered database) {
    LOG.infof("event=database.opened database=%s sessions=%d", database.name(), config.sessions());
    return new OpenDatabase(
        new SearchedDatabase(
            database.name(),
            new DatabaseSessions(connections, database.address()),
            new Limits(config.sessions(), config.leaseTimeout(), config.statementTimeout()),
            settings.of(tunings.of(database.name(), database.since())),
            line));
  }

  private void closeIdle() {
    List<OpenDatabase> idle = new ArrayList<>();
    synchronized (this) {
      open.values().removeIf(one -> one.isIdle(config.idleAfter()) && idle.add(one));
    }
    idle.forEach(SearchedDatabases::close);
  }

  // A search that still runs there is ended, which takes seconds.
  private static void close(@Nullable OpenDatabase database) {
    if (database != null) {
      Thread.ofVirtual().start(database.searched()::close);
    }
  }

  /// Those that are open, by name.
  public synchronized SequencedMap<String, SearchedDatabase> opened() {
    SequencedMap<String, SearchedDatabase> searched = new TreeMap<>();
    open.forEach((name, one) -> searched.put(name, one.searched()));
    return searched;
  }

  /// Bytes of all copies in memory.
  public long memoryTaken() {
    return line.taken();
  }

  @PreDestroy
  void close() {
    closing.close();
    List<OpenDatabase> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(open.values());
      open.clear();
    }
    last.forEach(one -> one.searched().close());
  }

  /// Databases of one search.
  public final class Lent implements AutoCloseable {
    private final SequencedMap<String, OpenDatabase> lent = new LinkedHashMap<>();

    private Lent() {}

    private void add(String name, OpenDatabase one) {
      if (lent.putIfAbsent(name, one) != null) {
        leave(one);
        throw PlimsollException.invalidRequest(name + " is named twice");
      }
    }

    /// In the order in which they were asked for.
    public SequencedMap<String, SearchedDatabase> searched() {
      SequencedMap<String, SearchedDatabase> searched = new LinkedHashMap<>();
      lent.forEach((name, one) -> searched.put(name, one.searched()));
      return searched;
    }

    @Override
    public void close() {
      lent.values().forEach(this::leave);
      lent.clear();
    }

    private void leave(OpenDatabase one) {
      synchronized (SearchedDatabases.this) {
        one.leave();
      }
    }
  }
}
