package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answered;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Behind;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Done;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Sent;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Single batches, each known by its producer's sequence: any number of them may name one object.
///
/// Rows of objects are locked after the shards, and in the order of their ids, as by those who give
/// offsets to what waits: a batch that waits may name the same object.
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
  public Done place(Connection connection, List<Sent> sent, boolean briefly) throws SQLException {
    List<Behind> behind = CommitTransaction.lockShards(connection, sent, briefly);
    if (!behind.isEmpty()) {
      return Done.notYet(behind);
    }
    List<Sent> referred = refer(connection, sent);
    Placement placement = PlacementStore.open(connection, CommitTransaction.batches(referred));
    List<Answered> answered = new ArrayList<>(referred.size());
    for (Sent one : referred) {
      Admission outcome = placement.place(one.file().batches().getFirst());
      answered.add(
          new Answered(
              one.place(),
              new CommittedFile(
                  one.file().fileId(), outcome instanceof Admission.Duplicate, List.of(outcome))));
    }
    PlacementStore.store(connection, placement);
    return new Done(answered, List.of(), List.of());
  }

  /// The same under the numbers of their objects, which count them from here on.
  private static List<Sent> refer(Connection connection, List<Sent> sent) throws SQLException {
    List<LogFile> files = sent.stream().map(Sent::file).toList();
    Map<UUID, Long> numbers = new HashMap<>();
    try (PreparedStatement refer = connection.prepareStatement(REFER)) {
      ArrayParameters arrays = new ArrayParameters(refer);
      arrays.longs(files, LogFile::fileId);
      arrays.uuids(files, file -> file.object().id());
      arrays.texts(files, file -> file.object().bucket());
      arrays.texts(files, file -> file.object().key());
      try (ResultSet rows = refer.executeQuery()) {
        while (rows.next()) {
          numbers.put(rows.getObject("object_id", UUID.class), rows.getLong("file_id"));
        }
      }
    }
    return sent.stream()
        .map(
            one ->
                one.as(
                    one.file().as(Objects.requireNonNull(numbers.get(one.file().object().id())))))
        .toList();
  }
}
