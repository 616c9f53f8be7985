package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.RecordText;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.parquet.ParquetRowReader;
import dev.plimsoll.connector.source.TableDigest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Proof of files before they are announced: compares their rows with the source's, in the same
/// snapshot. Reads both once more, so it is done on request only.
final class FileProof {
  private FileProof() {}

  /// Compares batches with the rows that the source has, as the question answers.
  ///
  /// @throws PlimsollException CHECK_FAILED if source and files differ
  static List<Batch> prove(
      ClaimedTask task, List<Batch> batches, ClaimedTask.Asked<TableDigest> asked)
      throws SQLException, IOException {
    List<Batch> proven = new ArrayList<>(batches.size());
    RowDigest all = new RowDigest();
    for (Batch batch : batches) {
      RowDigest digest = inFile(task, batch);
      all.add(digest);
      proven.add(batch.proven(digest.hex()));
    }
    TableDigest had = task.inSnapshot(asked);
    if (!TableDigest.of(all).equals(had) && !task.inSnapshot(asked).equals(had)) {
      throw new PlimsollException(
          ErrorCode.SOURCE_UNSTABLE,
          task.claim().table().name()
              + " had other rows when it was asked again, in the same snapshot");
    }
    require(
        had,
        TableDigest.of(all),
        batches.isEmpty() ? "no object" : batches.getLast().objectKey(),
        "the source had in the same snapshot");
    return proven;
  }

  /// Compares a batch with the rows that the source has sent.
  ///
  /// @throws PlimsollException CHECK_FAILED if the file differs
  static Batch readBack(ClaimedTask task, Batch batch, RowDigest sent) throws IOException {
    RowDigest found = inFile(task, batch);
    require(TableDigest.of(sent), TableDigest.of(found), batch.objectKey(), "the source has sent");
    return batch.proven(found.hex());
  }

  /// @param last key of the last file
  /// @param whose origin of the wanted rows, for the message
  static void require(TableDigest wanted, TableDigest files, String last, String whose) {
    if (!wanted.equals(files)) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "%s holds %d rows of digest %s, %s %d of digest %s"
              .formatted(
                  last, files.rows(), files.digest(), whose, wanted.rows(), wanted.digest()));
    }
  }

  private static RowDigest inFile(ClaimedTask task, Batch batch) throws IOException {
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
