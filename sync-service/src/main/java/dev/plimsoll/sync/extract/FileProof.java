package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.RecordText;
import dev.plimsoll.sync.column.RowDigest;
import dev.plimsoll.sync.parquet.ParquetRowReader;
import dev.plimsoll.sync.receipt.DigestSql;
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
    List<Batch> proven = new ArrayList<>(batches.size());
    RowDigest all = new RowDigest();
    for (Batch batch : batches) {
      RowDigest digest = inFile(task, batch);
      all.add(digest);
      proven.add(batch.proven(digest.hex()));
    }
    FileProof source = atSource(task, conditions);
    FileProof files = new FileProof(all.rows(), all.hex());
    if (!source.equals(files)) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "%s holds %d rows of digest %s, the source had %d of digest %s in the same snapshot"
              .formatted(
                  batches.getLast().objectKey(),
                  files.rows,
                  files.digest,
                  source.rows,
                  source.digest));
    }
    return proven;
  }

  private static FileProof atSource(SplitTask task, List<String> conditions) throws SQLException {
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
    return new FileProof(rows, RowDigest.hex(sum));
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
