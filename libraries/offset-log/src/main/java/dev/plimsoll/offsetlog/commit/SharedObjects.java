package dev.plimsoll.offsetlog.commit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.uuids;

import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answer;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Single batches, each known by its producer's sequence. Several may name one object.
///
/// Rows of objects are locked after the shards in the order of their ids, as by the assignment of
/// offsets: a waiting batch may name the same object.
final class SharedObjects implements CommitTransaction.Placing {
  private static final String REFER =
      """
      INSERT INTO file (file_id, object_id, batch_refs, bucket, object_key)
      SELECT min(w.file_id), w.object_id, count(*), min(w.bucket), min(w.object_key)
      FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[])
        AS w (file_id, object_id, bucket, object_key)
      GROUP BY w.object_id
      ORDER BY w.object_id
      ON CONFLICT (object_id) DO UPDATE SET batch_refs = file.batch_refs + excluded.batch_refs
      RETURNING file_id, object_id
      """;

  @Override
  public Map<Integer, Answer> place(
      Connection connection, Map<Integer, WaitingFile> files, boolean briefly) throws SQLException {
    Map<Integer, Answer> behind = CommitTransaction.lockShards(connection, files, briefly);
    if (!behind.isEmpty()) {
      return behind;
    }
    Map<Integer, LogFile> referred = refer(connection, files);
    Placement placement =
        PlacementStore.open(
            connection,
            referred.values().stream().flatMap(file -> file.batches().stream()).toList());
    Map<Integer, Answer> answers = new HashMap<>();
    referred.forEach(
        (place, file) -> {
          Admission outcome = placement.place(file.batches().getFirst());
          boolean resent = outcome instanceof Admission.Duplicate;
          answers.put(
              place, new Answer.Done(new CommittedFile(file.fileId(), resent, List.of(outcome))));
        });
    PlacementStore.store(connection, placement);
    return answers;
  }

  /// The files under the numbers of their objects, which count them now.
  private static Map<Integer, LogFile> refer(
      Connection connection, Map<Integer, WaitingFile> waiting) throws SQLException {
    List<LogFile> files = waiting.values().stream().map(WaitingFile::file).toList();
    Map<UUID, Long> numbers =
        Sql.of(
                connection,
                REFER,
                longs(files, LogFile::fileId),
                uuids(files, file -> file.object().id()),
                texts(files, file -> file.object().bucket()),
                texts(files, file -> file.object().key()))
            .map(row -> row.getObject("object_id", UUID.class), row -> row.getLong("file_id"));
    Map<Integer, LogFile> referred = new LinkedHashMap<>();
    waiting.forEach(
        (place, one) -> {
          LogFile file = one.file();
          referred.put(place, file.as(Objects.requireNonNull(numbers.get(file.object().id()))));
        });
    return referred;
  }
}
