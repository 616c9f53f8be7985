package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.column.TupleText;
import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.parquet.FileForm;
import dev.plimsoll.connector.parquet.HeapBudget;
import dev.plimsoll.connector.parquet.ParquetRowWriter;
import dev.plimsoll.connector.table.RowKey;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.sync.storage.ObjectUpload;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import dev.plimsoll.sync.table.FileSettings.Proof;
import dev.plimsoll.sync.table.ObjectKeys;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writer of one Parquet object, fed by any number of queries. Its memory is bounded: a row group
/// and two parts.
final class ObjectFile implements AutoCloseable {
  private static final int ROWS_BETWEEN_LOOKS = 1024;
  /// Bytes of a row that counts as many.
  static final int LARGE_ROW = 1 << 16;

  private static final long LEAST_ROW_GROUP = 1 << 20;

  private final ClaimedTask task;
  private final long sequence;
  private final String objectKey;
  private final long targetBytes;
  private final ObjectUpload upload;
  private final ParquetRowWriter writer;
  // Of the rows as sent by the source; null where files are not read back.
  private final @Nullable TupleText sentText;
  private final RowDigest sent = new RowDigest();
  private boolean complete;

  /// @param sequence of its batch
  ObjectFile(ClaimedTask task, long sequence) throws IOException {
    this.task = task;
    this.sequence = sequence;
    SyncConfig config = task.tools().config();
    FileSizing sizing = task.definition().files().sizing();
    targetBytes =
        sizing == null
            ? config.objectSize().asLongValue()
            : sizing.bytes() == 0 ? Long.MAX_VALUE : sizing.bytes();
    objectKey = ObjectKeys.of(task.tools().objects(), task.claim(), sequence);
    upload = task.tools().objects().upload(objectKey);
    writer =
        new ParquetRowWriter(
            upload,
            task.definition().columns(),
            new FileForm(
                rowGroupBytes(config, task.tools().thresholds().current().accumulation()),
                task.definition().files().codec(),
                config.compressionLevel(),
                task.definition().files().bloomFilters()));
    sentText =
        task.definition().files().proof() == Proof.FILE
            ? new TupleText(task.definition().columns())
            : null;
  }

  /// Size of a row group in bytes of COPY's format. All row groups together stay within the
  /// process's limit, or `accumulation.max_memory_mb` if that is less. A row group takes up to
  /// twice its size while it is written: values and compressed pages.
  static long rowGroupBytes(SyncConfig config, SparseConfig.Accumulation accumulation) {
    long limit =
        Math.min(
            HeapBudget.ofProcess().ordinaryRows(),
            Math.min(config.bufferLimit().asLongValue(), accumulation.maxMemoryBytes()));
    long share = limit / config.parallelReadTasks() / 2;
    return Math.max(LEAST_ROW_GROUP, Math.min(config.rowGroupSize().asLongValue(), share));
  }

  /// @throws PlimsollException VALUE_NOT_CARRIED, naming the row by its key
  /// @throws UnsupportedValueException if the table has no key: the caller knows the row's place
  void add(byte[] row) throws IOException {
    try (HeapBudget.Share _ = HeapBudget.ofProcess().of(row.length)) {
      write(row);
    }
    boolean timeToLook = writer.rows() % ROWS_BETWEEN_LOOKS == 0;
    if (timeToLook) {
      task.requireRunning();
    }
    if (timeToLook || row.length >= LARGE_ROW) {
      task.meter().writing(writer.rows());
    }
  }

  private void write(byte[] row) throws IOException {
    try {
      writer.write(row);
    } catch (UnsupportedValueException e) {
      TableStructure table = task.definition().structure();
      if (table.readingKey().isEmpty()) {
        throw e;
      }
      List<String> key = new RowKey(table.columns(), table.keyColumns()).of(row);
      throw task.unsupported(RowName.byKey(table.readingKey(), key), e);
    }
    if (sentText != null) {
      sent.add(sentText.of(row));
    }
  }

  boolean isFull() {
    return writer.bytes() >= targetBytes;
  }

  /// Completes the upload, and reads the object back if requested.
  ///
  /// @param lastKey of its last row; empty where rows are in no key order
  /// @throws PlimsollException CHECK_FAILED if other rows are read back
  Batch complete(List<String> lastKey) throws IOException {
    writer.finish(metadata());
    long length = upload.complete();
    task.tools().metrics().object(writer.rows(), length);
    complete = true;
    task.meter().completed(writer.rows());
    Batch batch =
        new Batch(task.readTask().id(), sequence, objectKey, length, writer.rows(), null, lastKey);
    return sentText == null ? batch : FileProof.readBack(task, batch, sent);
  }

  private Map<String, String> metadata() {
    ExtractTable table = task.claim().table();
    return Map.of(
        "plimsoll.extract", table.extractId().toString(),
        "plimsoll.table", table.name().toString(),
        "plimsoll.read task", task.readTask().id().toString(),
        "plimsoll.sequence", Long.toString(sequence),
        "plimsoll.rows", Long.toString(writer.rows()),
        "plimsoll.key", Json.write(task.definition().structure().readingKey()));
  }

  /// Aborts the upload unless it is complete.
  @Override
  public void close() {
    if (!complete) {
      task.meter().writing(0);
    }
    writer.close();
    upload.close();
  }
}
