package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.Lanes;
import dev.plimsoll.offsetlog.assignment.OvertakenException;
import dev.plimsoll.offsetlog.assignment.Placement;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.identity.PartitionPlace;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.offsetlog.packing.ArrayParameters;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
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

/// Some files, whole, in one transaction: entered, judged, numbered, stored.
final class CommitTransaction {
  /// Who waits for the files, by their places in the transaction.
  interface Answers {
    void committed(int place, Committed committed);

    void refused(int place, PlimsollException why);
  }

  /// In the order of the objects' ids, so that no two transactions wait for each other.
  private static final String ENTER =
      """
      INSERT INTO file (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      SELECT w.* FROM unnest(?::bigint[], ?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::text[])
        AS w (file_id, object_id, fingerprint, batch_refs, bucket, object_key)
      ORDER BY w.object_id
      ON CONFLICT (object_id) DO NOTHING
      RETURNING file_id
      """;

  private static final String FIND =
      """
      SELECT f.file_id, f.object_id, f.fingerprint FROM file f WHERE f.object_id = ANY (?::uuid[])
      """;

  private static final int MOST_ATTEMPTS = 3;

  private final Transactions transactions;

  CommitTransaction(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Entry(int place, LogFile file, boolean resent) {}

  private record Refused(int place, PlimsollException why) {}

  private record Outcome(List<Entry> entries, List<Committed> committed, List<Refused> refused) {}

  /// @param answers are given once it has committed
  /// @throws SQLException nothing is done, or all of it where the answer to the commit was lost
  void run(List<LogFile> files, Answers answers) throws SQLException {
    Outcome outcome = untilNotOvertaken(files);
    outcome.refused().forEach(refused -> answers.refused(refused.place(), refused.why()));
    for (int i = 0; i < outcome.entries().size(); i++) {
      answers.committed(outcome.entries().get(i).place(), outcome.committed().get(i));
    }
  }

  /// A partition that is deleted in that very moment is gone when it is read anew.
  private Outcome untilNotOvertaken(List<LogFile> files) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.run(connection -> place(connection, files));
      } catch (OvertakenException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Outcome place(Connection connection, List<LogFile> files) throws SQLException {
    List<Entry> entries = new ArrayList<>(files.size());
    List<Refused> refused = new ArrayList<>();
    enter(connection, files, entries, refused);
    List<LogBatch> batches =
        entries.stream().flatMap(entry -> entry.file().batches().stream()).toList();
    if (batches.isEmpty()) {
      return new Outcome(entries, List.of(), refused);
    }
    Lanes.lock(
        connection,
        entries.stream()
            .flatMap(entry -> entry.file().places().stream())
            .map(PartitionPlace::lane)
            .distinct()
            .toList());
    Placement placement = PlacementStore.open(connection, batches);
    List<Committed> committed = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      List<Admission> outcomes = new ArrayList<>(entry.file().batches().size());
      for (LogBatch batch : entry.file().batches()) {
        outcomes.add(entry.resent() ? placement.placeAgain(batch) : placement.place(batch));
      }
      committed.add(new Committed(entry.file().fileId(), entry.resent(), outcomes));
    }
    PlacementStore.store(connection, placement);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).resent()) {
        committed.set(
            i, FormerOffsets.complete(connection, entries.get(i).file(), committed.get(i)));
      }
    }
    return new Outcome(entries, committed, refused);
  }

  /// New files get their rows; those that the log has are the same ones sent again, or refused.
  private static void enter(
      Connection connection, List<LogFile> files, List<Entry> entries, List<Refused> refused)
      throws SQLException {
    Set<Long> entered = insert(connection, files);
    Map<UUID, Known> known =
        entered.size() == files.size()
            ? Map.of()
            : known(
                connection,
                files.stream().filter(file -> !entered.contains(file.fileId())).toList());
    for (int place = 0; place < files.size(); place++) {
      LogFile file = files.get(place);
      Known before = known.get(file.object().id());
      if (entered.contains(file.fileId())) {
        entries.add(new Entry(place, file, false));
      } else if (before != null && file.fingerprint().equals(before.fingerprint())) {
        entries.add(new Entry(place, file.as(before.fileId()), true));
      } else {
        refused.add(new Refused(place, file.conflict()));
      }
    }
  }

  private static Set<Long> insert(Connection connection, List<LogFile> files) throws SQLException {
    try (PreparedStatement enter = connection.prepareStatement(ENTER)) {
      ArrayParameters arrays = new ArrayParameters(enter);
      arrays.longs(files, LogFile::fileId);
      arrays.uuids(files, file -> file.object().id());
      arrays.uuids(files, LogFile::fingerprint);
      arrays.ints(files, file -> file.batches().size());
      arrays.texts(files, file -> file.object().bucket());
      arrays.texts(files, file -> file.object().key());
      Set<Long> entered = new HashSet<>();
      try (ResultSet rows = enter.executeQuery()) {
        while (rows.next()) {
          entered.add(rows.getLong("file_id"));
        }
      }
      return entered;
    }
  }

  private record Known(long fileId, UUID fingerprint) {}

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
