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
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// MariaDB from 10.11 on as a source, and MySQL from 8.0 on, untested.
public final class MariaDbSource implements Source {
  private static final Logger LOG = Logger.getLogger(MariaDbSource.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final MariaDbConnections connector;
  private final RowLimit limit;
  private final ReadingSizes sizes;
  private final Duration lockPatience;

  /// @param limit of rows; halved here, since the driver keeps a row beside its conversion
  /// @param lockPatience longest wait for the global read lock of shared snapshots; below a second
  ///     it is never taken
  public MariaDbSource(
      MariaDbConnections connector, RowLimit limit, ReadingSizes sizes, Duration lockPatience) {
    this.connector = connector;
    this.limit = limit.half();
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
    return MariaDbPlanningSession.of(
        connector.open(address, program),
        new MariaDbWriters(connector, address),
        sizes,
        lockPatience.toSeconds() > 0);
  }

  /// Opens a session, and closes it where the opening function fails.
  private <T> T open(DatabaseAddress address, String program, Function<MariaDbSession, T> opening) {
    MariaDbSession session = connector.open(address, program);
    try {
      return opening.apply(session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private MariaDbTable limited(MariaDbSession session, PlannedTable planned) {
    return MariaDbPlannedTable.read(session, planned).within(limit);
  }

  @Override
  public WholeTable whole(TableAccess access) {
    return open(
        access.address(),
        access.program(),
        session -> {
          MariaDbTable table = limited(session, access.table().inNoOrder());
          if (access.proven()) {
            session.begin();
          }
          return new Whole(session, table);
        });
  }

  /// A whole table, read by one streamed statement.
  ///
  /// @param session closed with this; in a transaction where a digest will be asked for
  record Whole(MariaDbSession session, MariaDbTable table) implements WholeTable {
    @Override
    public SourceRows rows() {
      return MariaDbRows.of(session, table, MariaDbQuery.all(table), session::abort);
    }

    @Override
    public TableDigest digest() {
      return MariaDbDigestSql.ask(session, table, MariaDbQuery.digest(table));
    }

    @Override
    public void close() {
      session.close();
    }
  }

  @Override
  public KeySession keys(TableAccess access) {
    return access.snapshot() instanceof MariaDbSharedSnapshot snapshot
        ? borrow(snapshot, access)
        : open(
            access.address(),
            access.program(),
            session -> {
              MariaDbTable table = limited(session, access.table());
              if (access.proven()) {
                session.begin();
              }
              return new MariaDbKeys(
                  session,
                  table,
                  access.proven() ? new MariaDbStopper(connector, access.address()) : null,
                  null);
            });
  }

  private KeySession borrow(MariaDbSharedSnapshot snapshot, TableAccess access) {
    while (!snapshot.isLost()) {
      if (access.stopped().getAsBoolean()) {
        throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops");
      }
      try {
        @Nullable MariaDbSession session = snapshot.borrow(BETWEEN_LOOKS);
        if (session != null) {
          return borrowed(session, snapshot, access.table());
        }
      } catch (InterruptedException e) {
        throw MariaDbErrors.interrupted(e);
      }
    }
    throw new SnapshotLostException("the sessions that shared it have ended", null);
  }

  private KeySession borrowed(
      MariaDbSession session, MariaDbSharedSnapshot snapshot, PlannedTable planned) {
    try {
      return new MariaDbKeys(session, limited(session, planned), snapshot.stopper(), snapshot);
    } catch (RuntimeException e) {
      snapshot.giveBack(session);
      throw e;
    }
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
    try (MariaDbSession session = connector.open(address, program)) {
      return new MariaDbRanges(session, MariaDbPlannedTable.read(session, table))
          .rest(after, upper)
          .filter(found -> found.tableBytes() >= leastBytes);
    }
  }

  @Override
  public SqlDigest digest(DatabaseAddress address, String program, PlannedTable planned) {
    try (MariaDbSession session = connector.open(address, program)) {
      MariaDbTable table = limited(session, planned.inNoOrder());
      String sql = MariaDbQuery.digest(table);
      return new SqlDigest(MariaDbDigestSql.ask(session, table, sql), sql.strip(), false);
    }
  }

  @Override
  public MariaDbHeldKeys heldKeys(
      DatabaseAddress address,
      String program,
      QualifiedName table,
      boolean only,
      List<Column> key) {
    return open(
        address,
        program,
        session -> {
          // Before the table is looked up, so that both are of one snapshot.
          session.begin();
          return new MariaDbHeldKeys(
              session, MariaDbPlannedTable.readByPrimaryKey(session, table, key));
        });
  }
}
