package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.KeyMiddle;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.SnapshotLostException;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// MariaDB from 10.11 on as a source, and MySQL from 8.0 on, untested.
public final class MariaDbSource implements Source {
  private static final Logger LOG = Logger.getLogger(MariaDbSource.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final MariaDbConnections connector;
  private final MariaDbReader reader;
  private final ReadingSizes sizes;
  private final Duration lockPatience;

  /// @param limit that rows are read within
  /// @param lockPatience how long the global read lock is waited for under which sessions begin at
  ///     one moment; of less than a second it is never taken
  public MariaDbSource(
      MariaDbConnections connector, RowLimit limit, ReadingSizes sizes, Duration lockPatience) {
    this.connector = connector;
    this.reader = new MariaDbReader(connector, limit);
    this.sizes = sizes;
    this.lockPatience = lockPatience;
  }

  @Override
  public void check(DatabaseAddress address) {
    try (MariaDbSession session = connector.open(address, "plimsoll-sync check")) {
      if (!new MariaDbCatalog(session).seesTables()) {
        throw new PlimsollException(
            ErrorCode.INSUFFICIENT_PRIVILEGE,
            address.user() + " may read no table of " + address.host());
      }
    }
  }

  @Override
  public PlanningSession plan(DatabaseAddress address, String program) {
    return new MariaDbPlanningSession(
        connector.open(address, program),
        new MariaDbWriters(connector, address),
        sizes,
        lockPatience.toSeconds() > 0);
  }

  @Override
  public WholeTable whole(TableAccess access) {
    return reader.whole(
        access.address(), access.program(), access.table().inNoOrder(), access.proven());
  }

  @Override
  public KeySession keys(TableAccess access) {
    return access.snapshot() instanceof MariaDbSharedSnapshot snapshot
        ? borrow(snapshot, access)
        : reader.keys(access.address(), access.program(), access.table(), access.proven());
  }

  private KeySession borrow(MariaDbSharedSnapshot snapshot, TableAccess access) {
    while (!snapshot.isLost()) {
      if (access.stopped().getAsBoolean()) {
        throw stopped(null);
      }
      try {
        Optional<KeySession> session = reader.keys(snapshot, access.table(), BETWEEN_LOOKS);
        if (session.isPresent()) {
          return session.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw stopped(e);
      }
    }
    throw new SnapshotLostException("the sessions that shared it have ended", null);
  }

  private static PlimsollException stopped(@Nullable InterruptedException cause) {
    return new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", cause);
  }

  @Override
  public SharedSnapshot take(
      DatabaseAddress address, String program, QualifiedName table, int sessions) {
    MariaDbSharedSnapshot snapshot =
        MariaDbSharedSnapshot.take(connector, address, program, sessions, lockPatience);
    LOG.infof(
        "snapshot shared: table=%s sessions=%d locked=%s", table, sessions, snapshot.locked());
    return snapshot;
  }

  @Override
  public Optional<KeyMiddle> middle(
      DatabaseAddress address,
      String program,
      PlannedTable table,
      String after,
      @Nullable String upper,
      long leastBytes) {
    return reader
        .middle(address, program, table, after, upper)
        .filter(found -> found.tableBytes() >= leastBytes);
  }

  @Override
  public SqlDigest digest(DatabaseAddress address, String program, PlannedTable table) {
    return reader.digest(address, program, table.inNoOrder());
  }

  @Override
  public SourceKeys heldKeys(
      DatabaseAddress address,
      String program,
      QualifiedName table,
      boolean only,
      List<Column> key) {
    return new MariaDbSourceKeys(reader.heldKeys(address, program, table, key));
  }
}
