package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.iceberg.IcebergLedger;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableLifecycle;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Views of extracts: their tables, and the state and end that follow from them.
@Singleton
public final class ExtractViews {
  private static final String ONE =
      "SELECT " + ExtractList.COLUMNS + " FROM extract e WHERE e.id = ?";
  private final Clock clock;

  public ExtractViews(Clock clock) {
    this.clock = clock;
  }

  /// @throws PlimsollException NOT_FOUND
  ExtractView view(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, ONE, id)
        .first(row -> view(connection, row))
        .orElseThrow(() -> PlimsollException.notFound("there is no extract " + id));
  }

  List<ExtractView> page(
      Connection connection, ExtractList.Filter filter, @Nullable UUID after, int limit)
      throws SQLException {
    return ExtractList.page(connection, false, filter, after, limit, row -> view(connection, row));
  }

  private ExtractView view(Connection connection, ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    String target = row.getString("target");
    List<ExtractTable> tables = TableRows.ofExtract(connection, id);
    Map<UUID, IcebergSnapshot> snapshots = IcebergLedger.ofExtract(connection, id);
    ExtractView.State state = state(tables, target != null, snapshots);
    return new ExtractView(
        id,
        row.getString("source"),
        target,
        OpenEnum.of(state),
        Columns.instant(row, "started_at"),
        endedAt(state, tables, snapshots),
        tables.stream()
            .map(table -> table.view(clock.instant(), snapshots.get(table.id())))
            .toList());
  }

  /// End of the last part; null while any runs.
  public static @Nullable Instant endedAt(ExtractView.State state, List<ExtractTable> tables) {
    return endedAt(state, tables, Map.of());
  }

  private static @Nullable Instant endedAt(
      ExtractView.State state, List<ExtractTable> tables, Map<UUID, IcebergSnapshot> snapshots) {
    return state == ExtractView.State.RUNNING
        ? null
        : Stream.concat(
                tables.stream().map(table -> table.outcome().timing().endedAt()),
                snapshots.values().stream().map(IcebergSnapshot::committedAt))
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null);
  }

  /// State by the tables alone, without their commits to Iceberg.
  public static ExtractView.State state(List<ExtractTable> tables, boolean hasTarget) {
    return state(tables, hasTarget, Map.of());
  }

  private static ExtractView.State state(
      List<ExtractTable> tables, boolean hasTarget, Map<UUID, IcebergSnapshot> snapshots) {
    if (tables.stream().anyMatch(table -> isRunning(table, hasTarget, snapshots.get(table.id())))) {
      return ExtractView.State.RUNNING;
    }
    return tables.stream().anyMatch(table -> table.state() == TableState.FAILED)
            || snapshots.values().stream()
                .anyMatch(snapshot -> snapshot.state() == IcebergSnapshot.State.FAILED)
        ? ExtractView.State.FAILED
        : ExtractView.State.DONE;
  }

  private static boolean isRunning(
      ExtractTable table, boolean hasTarget, @Nullable IcebergSnapshot snapshot) {
    return !TableLifecycle.isEnd(table.state(), hasTarget)
        || (table.state() != TableState.FAILED
            && snapshot != null
            && (snapshot.state() == IcebergSnapshot.State.WAITING
                || snapshot.state() == IcebergSnapshot.State.COMMITTING));
  }
}
