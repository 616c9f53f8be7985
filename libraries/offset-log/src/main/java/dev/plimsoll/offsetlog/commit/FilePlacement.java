package dev.plimsoll.offsetlog.commit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.uuids;

import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.assignment.Shards;
import dev.plimsoll.offsetlog.assignment.Shards.QueuedRow;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answer;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Entry and placement of files, in the caller's transaction.
sealed interface FilePlacement {
  /// @param files by their places in the transaction
  /// @param briefly whether to give up after a second without a lock
  /// @return answers by place; only some of them if one is left out
  Map<Integer, Answer> place(
      Connection connection, Map<Integer, WaitingFile> files, boolean briefly) throws SQLException;

  /// Files that own their objects: each is entered once, and recognized by its fingerprint.
  final class WholeFiles implements FilePlacement {
    private static final String FIND =
        """
        SELECT f.file_id, f.object_id, f.fingerprint FROM file f WHERE f.object_id = ANY (?::uuid[])
        """;

    private record Known(long fileId, @Nullable UUID fingerprint) {}

    @Override
    public Map<Integer, Answer> place(
        Connection connection, Map<Integer, WaitingFile> files, boolean briefly)
        throws SQLException {
      Map<Integer, Answer> answers = new HashMap<>();
      Set<Integer> resent = new HashSet<>();
      Map<Integer, WaitingFile> entered = enter(connection, files, resent, answers);
      if (entered.isEmpty()) {
        return answers;
      }
      Map<Integer, Answer> behind = lockShards(connection, entered, briefly);
      if (!behind.isEmpty()) {
        return behind;
      }
      Placement placement = PlacementStore.open(connection, batches(entered.values()));
      entered.forEach(
          (place, one) -> {
            boolean again = resent.contains(place);
            List<Admission> outcomes = new ArrayList<>(one.file().batches().size());
            for (LogBatch batch : one.file().batches()) {
              outcomes.add(again ? placement.placeAgain(batch) : placement.place(batch));
            }
            answers.put(
                place, new Answer.Done(new CommittedFile(one.file().fileId(), again, outcomes)));
          });
      PlacementStore.store(connection, placement);
      return answers;
    }

    /// Inserts new files, and recognizes or refuses the others.
    ///
    /// @param resent gets the places of known files
    /// @param answers gets the refusals
    /// @return the others, under the numbers that the log knows
    private static Map<Integer, WaitingFile> enter(
        Connection connection,
        Map<Integer, WaitingFile> waiting,
        Set<Integer> resent,
        Map<Integer, Answer> answers)
        throws SQLException {
      List<LogFile> files = waiting.values().stream().map(WaitingFile::file).toList();
      Set<Long> inserted = FileAppend.enter(connection, files);
      Map<UUID, Known> known =
          known(
              connection,
              files.stream().filter(file -> !inserted.contains(file.fileId())).toList());
      Map<Integer, WaitingFile> entered = new LinkedHashMap<>();
      waiting.forEach(
          (place, one) -> {
            LogFile file = one.file();
            Known before = known.get(file.object().id());
            if (inserted.contains(file.fileId())) {
              entered.put(place, one);
            } else if (before != null && file.isSame(before.fingerprint())) {
              entered.put(place, one.as(before.fileId()));
              resent.add(place);
            } else {
              answers.put(place, new Answer.Refused(file.conflict()));
            }
          });
      return entered;
    }

    private static Map<UUID, Known> known(Connection connection, List<LogFile> files)
        throws SQLException {
      Object objects = uuids(files, file -> file.object().id());
      return files.isEmpty()
          ? Map.of()
          : Sql.of(connection, FIND, objects)
              .map(
                  row -> row.getObject("object_id", UUID.class),
                  row ->
                      new Known(row.getLong("file_id"), row.getObject("fingerprint", UUID.class)));
    }
  }

  /// Single batches, each known by its producer's sequence. Several may name one object.
  ///
  /// Rows of objects are locked after the shards in the order of their ids, as by the assignment
  /// of offsets: a waiting batch may name the same object.
  final class SharedObjects implements FilePlacement {
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
        Connection connection, Map<Integer, WaitingFile> files, boolean briefly)
        throws SQLException {
      Map<Integer, Answer> behind = lockShards(connection, files, briefly);
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

  private static List<LogBatch> batches(Collection<WaitingFile> files) {
    return files.stream().flatMap(one -> one.file().batches().stream()).toList();
  }

  /// Locks the shards of all partitions.
  ///
  /// @return files with rows before them in the queue
  private static Map<Integer, Answer> lockShards(
      Connection connection, Map<Integer, WaitingFile> files, boolean briefly) throws SQLException {
    List<QueuedRow> queued =
        Shards.lockAndLook(
            connection,
            files.values().stream()
                .flatMap(one -> one.file().places().stream())
                .map(PartitionPlace::shard)
                .toList(),
            batches(files.values()).stream().map(LogBatch::producerRef).toList(),
            briefly);
    Map<Integer, Answer> behind = new HashMap<>();
    files.forEach(
        (place, file) -> {
          Map<Integer, Long> rows = file.behind(queued);
          if (!rows.isEmpty()) {
            behind.put(place, new Answer.Behind(rows));
          }
        });
    return behind;
  }
}
