package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.table.TableLifecycle;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// Loads of this installation, in its database.
@Singleton
public final class LoadHistory implements KnownLoads {
  private static final String FIND =
      """
      SELECT t.state, e.loads IS NOT NULL AS run, t.definition -> 'increment' AS increment
      FROM extract_table t JOIN extract e ON e.id = t.extract_id
      WHERE t.id = ?
      """;

  private final SyncDatabase database;

  public LoadHistory(SyncDatabase database) {
    this.database = database;
  }

  @Override
  public Load load(UUID id) {
    return database.ask(connection -> load(connection, id));
  }

  /// The same, asked in the caller's transaction, so that who holds a connection needs no other.
  public static KnownLoads in(Connection connection) {
    return id -> {
      try {
        return load(connection, id);
      } catch (SQLException e) {
        throw ExceptionCodes.of(e);
      }
    };
  }

  private static Load load(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, FIND, id)
        .first(LoadHistory::read)
        .orElse(new Load(Known.NOT_HERE, false, false));
  }

  private static Load read(ResultSet row) throws SQLException {
    String increment = row.getString("increment");
    return new Load(
        known(TableState.valueOf(row.getString("state"))),
        row.getBoolean("run"),
        increment != null && !increment.equals("null"));
  }

  private static Known known(TableState state) {
    if (state == TableState.FAILED) {
      return Known.UNFINISHED;
    }
    return TableLifecycle.isEnd(state, true) ? Known.ENDED : Known.AT_WORK;
  }
}
