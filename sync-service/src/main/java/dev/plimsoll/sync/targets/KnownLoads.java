package dev.plimsoll.sync.targets;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.TableLifecycle;
import dev.plimsoll.sync.targets.TableOwner.Known;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// Loads of this installation, as whoever finds them at a target asks for them.
public final class KnownLoads {
  private static final String FIND =
      """
      SELECT t.state, e.loads IS NOT NULL AS run, t.definition -> 'increment' AS increment
      FROM extract_table t JOIN extract e ON e.id = t.extract_id
      WHERE t.id = ?
      """;

  private final SyncDatabase database;

  public KnownLoads(SyncDatabase database) {
    this.database = database;
  }

  /// What is known of a load.
  ///
  /// @param run it loads what was read before
  /// @param merges its rows are among those of others
  public record Load(Known known, boolean run, boolean merges) {}

  public Known known(TableOwner owner) {
    return load(owner.load()).known();
  }

  public Load load(UUID id) {
    return database.ask(
        connection ->
            Sql.of(connection, FIND, id)
                .first(KnownLoads::read)
                .orElse(new Load(Known.NOT_HERE, false, false)));
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
