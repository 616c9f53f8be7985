package dev.plimsoll.offsetlog.commit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.uuids;

import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answer;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Files that own their objects: each is entered once, and recognized by its fingerprint.
final class WholeFiles implements CommitTransaction.Placing {
  private static final String FIND =
      """
      SELECT f.file_id, f.object_id, f.fingerprint FROM file f WHERE f.object_id = ANY (?::uuid[])
      """;

  private record Known(long fileId, @Nullable UUID fingerprint) {}

  @Override
  public Map<Integer, Answer> place(
      Connection connection, Map<Integer, WaitingFile> files, boolean briefly) throws SQLException {
    Map<Integer, Answer> answers = new HashMap<>();
    Set<Integer> resent = new HashSet<>();
    Map<Integer, WaitingFile> entered = enter(connection, files, resent, answers);
    if (entered.isEmpty()) {
      return answers;
    }
    Map<Integer, Answer> behind = CommitTransaction.lockShards(connection, entered, briefly);
    if (!behind.isEmpty()) {
      return behind;
    }
    Placement placement =
        PlacementStore.open(connection, CommitTransaction.batches(entered.values()));
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
            connection, files.stream().filter(file -> !inserted.contains(file.fileId())).toList());
    Map<Integer, WaitingFile> entered = new LinkedHashMap<>();
    waiting.forEach(
        (place, one) -> {
          LogFile file = one.file();
          Known before = known.get(file.object().id());
          if (inserted.contains(file.fileId())) {
            entered.put(place, one);
          } else if (before != null && file.fingerprint().equals(before.fingerprint())) {
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
                row -> new Known(row.getLong("file_id"), row.getObject("fingerprint", UUID.class)));
  }
}
