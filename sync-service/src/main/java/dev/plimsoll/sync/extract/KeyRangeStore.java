package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.SplitCommand;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.sync.messaging.TopicNames;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ranges of keys that are being read, and taking over the end of one, in this service's database.
@Singleton
public final class KeyRangeStore {
  private static final String LOOK =
      """
      UPDATE split SET reading_key = ?
      WHERE id = ? AND attempt = ? AND NOT done
      RETURNING upper_bound, bounds
      """;

  // Only while nothing waits to be begun: that comes first.
  private static final String BEING_READ =
      """
      SELECT s.id, s.table_id, s.reading_key, s.upper_bound, s.bounds, s.next_sequence
      FROM split s JOIN extract_table t ON t.id = s.table_id
      WHERE NOT s.done AND s.attempt > 0 AND s.reading_key IS NOT NULL AND s.bounds < ?
        AND t.strategy = 'keyset' AND t.state = 'EXTRACTING' AND NOT t.paused
        AND NOT EXISTS (
          SELECT FROM split w JOIN extract_table o ON o.id = w.table_id
          WHERE NOT w.done AND w.attempt = 0 AND NOT o.paused
            AND o.state IN ('PLANNED', 'EXTRACTING'))
      LIMIT 20
      """;

  // Nothing may have been announced since: it could be beyond the new end, and be read once more.
  private static final String NARROW =
      """
      UPDATE split SET upper_bound = ?, bounds = bounds + 1
      WHERE id = ? AND bounds = ? AND next_sequence = ? AND NOT done
      """;

  // In the partition of the split that it was part of: the target has an offset for that.
  private static final String ADD =
      """
      INSERT INTO split (id, table_id, number, log_partition, lower_bound, upper_bound)
      SELECT ?, s.table_id, t.splits, s.log_partition, ?, ?
      FROM split s JOIN extract_table t ON t.id = s.table_id
      WHERE s.id = ?
      """;

  private static final String COUNT = "UPDATE extract_table SET splits = splits + 1 WHERE id = ?";

  private final SyncDatabase database;
  private final TopicNames topics;

  public KeyRangeStore(SyncDatabase database, TopicNames topics) {
    this.database = database;
    this.topics = topics;
  }

  /// Where a range ends.
  ///
  /// @param upper null for no bound
  /// @param version grows each time that the end is taken over
  record Bounds(@Nullable String upper, int version) {}

  /// A range that is being read.
  ///
  /// @param readingKey of a row that is read already
  /// @param nextSequence of the batch that it announces next
  record BeingRead(
      UUID splitId,
      UUID tableId,
      List<String> readingKey,
      @Nullable String upper,
      int version,
      long nextSequence) {}

  /// Tells how far a split is read, and answers where it ends.
  ///
  /// @throws PlimsollException CONFLICT when the claim is lost
  Bounds look(SplitClaim claim, List<String> readingKey) throws SQLException {
    return database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setArray(1, SqlArrays.ofTexts(connection, readingKey));
            statement.setObject(2, claim.split().id());
            statement.setInt(3, claim.split().attempt());
            try (ResultSet row = statement.executeQuery()) {
              if (!row.next()) {
                throw new PlimsollException(
                    ErrorCode.CONFLICT, "split " + claim.split().id() + " has been taken over");
              }
              return new Bounds(row.getString(1), row.getInt(2));
            }
          }
        });
  }

  /// Ranges whose ends somebody idle may take over; none while a split waits to be begun.
  ///
  /// @param mostOften that the end of one split may be taken over
  List<BeingRead> beingRead(int mostOften) throws SQLException {
    return database.transaction(
        connection -> {
          List<BeingRead> ranges = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(BEING_READ)) {
            statement.setInt(1, mostOften);
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                ranges.add(
                    new BeingRead(
                        row.getObject("id", UUID.class),
                        row.getObject("table_id", UUID.class),
                        SqlArrays.texts(row.getArray("reading_key")),
                        row.getString("upper_bound"),
                        row.getInt("bounds"),
                        row.getLong("next_sequence")));
              }
            }
          }
          return ranges;
        });
  }

  ExtractTable table(UUID id) throws SQLException {
    return database.transaction(connection -> TableRows.byId(connection, id));
  }

  /// Makes the end of a range a split of its own, with its command. Whoever reads the range is
  /// refused what it has read beyond the new end.
  ///
  /// @param from the first key of the new split
  /// @return false when the range is not what it was any more
  boolean takeOver(ExtractTable table, BeingRead range, String from) throws SQLException {
    return database.transaction(
        connection -> {
          TableRows.requireOpen(connection, table);
          try (PreparedStatement statement = connection.prepareStatement(NARROW)) {
            statement.setString(1, from);
            statement.setObject(2, range.splitId());
            statement.setInt(3, range.version());
            statement.setLong(4, range.nextSequence());
            if (statement.executeUpdate() == 0) {
              return false;
            }
          }
          add(connection, table, range, from);
          return true;
        });
  }

  private void add(Connection connection, ExtractTable table, BeingRead range, String from)
      throws SQLException {
    UUID id = UUID.randomUUID();
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setObject(1, id);
      statement.setString(2, from);
      statement.setString(3, range.upper());
      statement.setObject(4, range.splitId());
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      statement.setObject(1, table.id());
      statement.executeUpdate();
    }
    Outbox.append(
        connection,
        OutboxMessage.of(
            topics.of(Topic.SYNC_COMMANDS),
            null,
            id.toString(),
            new SplitCommand(table.extractId(), id)));
  }
}
