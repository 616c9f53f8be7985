package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.RecordText;
import dev.plimsoll.sync.column.RowDigest;
import dev.plimsoll.sync.parquet.ParquetRowReader;
import dev.plimsoll.sync.receipt.DigestSql;
import dev.plimsoll.sync.source.SourceDigest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Compares files with what the source says, in the same snapshot, of the rows that are to be in
/// them, before anybody is told of them. Both are read once more for that, so it is done where it
/// is asked for.
///
/// @param rows as both have them
/// @param digest as both have it; see {@link RowDigest}
record FileProof(long rows, String digest) {

  /// @param batches complete in the object store
  /// @param conditions whose rows together are those of the batches, each row under one of them
  /// @return the batches, each with its digest
  /// @throws PlimsollException CHECK_FAILED where source and files differ
  static List<Batch> prove(SplitTask task, List<Batch> batches, List<String> conditions)
      throws SQLException, IOException {
    return prove(task, batches, () -> atSource(task, conditions));
  }

  /// Who says what the source has.
  @FunctionalInterface
  interface Asked {
    SourceDigest ask() throws SQLException;
  }

  /// As {@link #prove(SplitTask, List, List)}, of a source that is asked in another way.
  static List<Batch> prove(SplitTask task, List<Batch> batches, Asked source)
      throws SQLException, IOException {
    List<Batch> proven = new ArrayList<>(batches.size());
    RowDigest all = new RowDigest();
    for (Batch batch : batches) {
      RowDigest digest = inFile(task, batch);
      all.add(digest);
      proven.add(batch.proven(digest.hex()));
    }
    SourceDigest had = source.ask();
    if (!of(all).equals(of(had)) && !source.ask().equals(had)) {
      throw new PlimsollException(
          ErrorCode.SOURCE_UNSTABLE,
          task.claim().table().name()
              + " had other rows when it was asked again, in the same snapshot");
    }
    of(had)
        .require(
            of(all),
            batches.isEmpty() ? "no object" : batches.getLast().objectKey(),
            "the source had in the same snapshot");
    return proven;
  }

  /// @param batch complete in the object store
  /// @param sent of the rows that are to be in it, as the source has sent them
  /// @return the batch with its digest
  /// @throws PlimsollException CHECK_FAILED where they differ from the file's
  static Batch readBack(SplitTask task, Batch batch, RowDigest sent) throws IOException {
    RowDigest found = inFile(task, batch);
    of(sent).require(of(found), batch.objectKey(), "the source has sent");
    return batch.proven(found.hex());
  }

  private static FileProof of(SourceDigest digest) {
    return new FileProof(digest.rows(), digest.digest());
  }

  private static FileProof of(RowDigest digest) {
    return new FileProof(digest.rows(), digest.hex());
  }

  /// @param files what was found in them
  /// @param last key of the last of them
  /// @param whose of whom this is, in words
  void require(FileProof files, String last, String whose) {
    if (!equals(files)) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "%s holds %d rows of digest %s, %s %d of digest %s"
              .formatted(last, files.rows, files.digest, whose, rows, digest));
    }
  }

  private static SourceDigest atSource(SplitTask task, List<String> conditions)
      throws SQLException {
    long rows = 0;
    long sum = 0;
    // A session of its own: the one that reads is in the middle of a COPY, or may be.
    try (Connection session = task.open();
        Statement statement = session.createStatement()) {
      for (String condition : conditions) {
        String sql =
            DigestSql.of(
                task.claim().table().name(),
                task.definition().only(),
                task.definition().columns(),
                condition);
        try (ResultSet row = statement.executeQuery(sql)) {
          row.next();
          rows += row.getLong("row_count");
          sum += Long.parseUnsignedLong(row.getString("digest"), 16);
        }
      }
    }
    return new SourceDigest(rows, RowDigest.hex(sum));
  }

  private static RowDigest inFile(SplitTask task, Batch batch) throws IOException {
    RowDigest digest = new RowDigest();
    RecordText text = new RecordText();
    try (ParquetRowReader rows =
        new ParquetRowReader(
            task.tools().objects().open(batch.objectKey(), batch.bytes()),
            task.definition().columns())) {
      while (rows.textNext(text)) {
        digest.add(text.end());
      }
    }
    return digest;
  }
}
