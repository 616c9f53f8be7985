package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Answered;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Behind;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Done;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Refused;
import dev.plimsoll.offsetlog.commit.CommitTransaction.Sent;
import dev.plimsoll.offsetlog.ingestion.FileRows;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Files that own their objects' names: each is entered once, and known again by its fingerprint.
final class WholeFiles implements CommitTransaction.Placing {
  private static final String FIND =
      """
      SELECT f.file_id, f.object_id, f.fingerprint FROM file f WHERE f.object_id = ANY (?::uuid[])
      """;

  private record Known(long fileId, UUID fingerprint) {}

  /// What a transaction is about.
  ///
  /// @param entered under the numbers that the log knows them by
  /// @param resent places of those that the log had before
  private record Entries(List<Sent> entered, Set<Integer> resent, List<Refused> refused) {}

  @Override
  public Done place(Connection connection, List<Sent> sent, boolean briefly) throws SQLException {
    Entries entries = enter(connection, sent);
    if (entries.entered().isEmpty()) {
      return new Done(List.of(), entries.refused(), List.of());
    }
    List<Behind> behind = CommitTransaction.lockShards(connection, entries.entered(), briefly);
    if (!behind.isEmpty()) {
      return Done.notYet(behind);
    }
    Placement placement =
        PlacementStore.open(connection, CommitTransaction.batches(entries.entered()));
    List<Answered> answered = new ArrayList<>(entries.entered().size());
    for (Sent one : entries.entered()) {
      boolean resent = entries.resent().contains(one.place());
      List<Admission> outcomes = new ArrayList<>(one.file().batches().size());
      for (LogBatch batch : one.file().batches()) {
        outcomes.add(resent ? placement.placeAgain(batch) : placement.place(batch));
      }
      answered.add(
          new Answered(one.place(), new CommittedFile(one.file().fileId(), resent, outcomes)));
    }
    PlacementStore.store(connection, placement);
    return new Done(answered, entries.refused(), List.of());
  }

  /// New files get their rows; those that the log has are the same ones sent again, or refused.
  private static Entries enter(Connection connection, List<Sent> sent) throws SQLException {
    List<LogFile> files = sent.stream().map(Sent::file).toList();
    Set<Long> inserted = insert(connection, files);
    Map<UUID, Known> known =
        inserted.size() == files.size()
            ? Map.of()
            : known(
                connection,
                files.stream().filter(file -> !inserted.contains(file.fileId())).toList());
    Entries entries = new Entries(new ArrayList<>(), new HashSet<>(), new ArrayList<>());
    for (Sent one : sent) {
      LogFile file = one.file();
      Known before = known.get(file.object().id());
      if (inserted.contains(file.fileId())) {
        entries.entered().add(one);
      } else if (before != null && file.fingerprint().equals(before.fingerprint())) {
        entries.entered().add(one.as(file.as(before.fileId())));
        entries.resent().add(one.place());
      } else {
        entries.refused().add(new Refused(one.place(), file.conflict()));
      }
    }
    return entries;
  }

  private static Set<Long> insert(Connection connection, List<LogFile> files) throws SQLException {
    try (PreparedStatement enter = connection.prepareStatement(FileRows.ENTER)) {
      FileRows.bind(new ArrayParameters(enter), files);
      return FileRows.entered(enter);
    }
  }

  private static Map<UUID, Known> known(Connection connection, List<LogFile> files)
      throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      new ArrayParameters(find).uuids(files, file -> file.object().id());
      Map<UUID, Known> known = new HashMap<>();
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          UUID fingerprint = rows.getObject("fingerprint", UUID.class);
          if (fingerprint != null) {
            known.put(
                rows.getObject("object_id", UUID.class),
                new Known(rows.getLong("file_id"), fingerprint));
          }
        }
      }
      return known;
    }
  }
}
